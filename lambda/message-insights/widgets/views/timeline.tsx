/** The events of a message on an axis of time. */
import type { InsightsEvent } from '../../insights';
import { toShownText } from '../shown-text';
import { durationText } from '../words';
import { toneOf } from './tone';

const RADIUS = 11;
const LANE = 2 * RADIUS + 4;
const AXIS = 18;

/** Events that are nearer than this share of the axis get different lanes, because their marks would overlap at 320 px. */
const NEAR = 0.08;

/** The axis ends before the edges, so that no mark is cut: in percent of the width. */
const MARGIN = 5;

/** More lanes would push the list of events out of sight. Further events are only in the list. */
const MAX_LANES = 4;

export interface TimelineProps {
  /** In order of time. Events without a time are only in the list. */
  readonly events: readonly InsightsEvent[];
}

/** Positions are percentages, so the drawing has the width of the widget, and its text keeps its size. */
export function Timeline({ events }: TimelineProps) {
  const marks = toMarks(events);
  const [first] = marks;
  const last = marks.at(-1);
  if (!first || !last || first === last) return null;
  const lanes = Math.min(MAX_LANES, Math.max(...marks.map(({ lane }) => lane)) + 1);
  const axis = lanes * LANE + 4;
  const shown = marks
    .filter(({ lane }) => lane < MAX_LANES)
    .map((mark) => ({
      ...mark,
      x: `${MARGIN + mark.at * (100 - 2 * MARGIN)}%`,
      y: axis - RADIUS - 4 - mark.lane * LANE,
    }));
  const description = marks.map(({ number, type, seconds }) => `${number} ${type} after ${durationText(seconds)}`);
  return (
    <svg width="100%" height={axis + AXIS} role="img" aria-label={`Time line: ${description.join(', ')}`}>
      <line x1={`${MARGIN}%`} x2={`${100 - MARGIN}%`} y1={axis} y2={axis} />
      <text class="dim" x={`${MARGIN}%`} y={axis + 14}>
        0 s
      </text>
      <text class="dim" x={`${100 - MARGIN}%`} y={axis + 14} text-anchor="end">
        {durationText(last.seconds)}
      </text>
      {shown.map(({ x, y }) => (
        <line x1={x} x2={x} y1={y} y2={axis} />
      ))}
      {shown.map(({ number, type, seconds, x, y, tone }) => (
        <g>
          <title>{`${type} after ${durationText(seconds)}`}</title>
          <circle cx={x} cy={y} r={RADIUS} class={tone} />
          <text class="number" x={x} y={y + 4} text-anchor="middle">
            {number}
          </text>
        </g>
      ))}
    </svg>
  );
}

interface Mark {
  /** As in the list of events. */
  readonly number: number;
  readonly type: string;
  /** Since the first event. */
  readonly seconds: number;
  /** Place on the axis, 0-1. */
  readonly at: number;
  readonly lane: number;
  readonly tone: string;
}

function toMarks(events: readonly InsightsEvent[]): Mark[] {
  const timed = events.flatMap((event, index) => {
    const time = Date.parse(event.timestamp ?? '');
    return Number.isNaN(time) ? [] : [{ event, time, number: index + 1 }];
  });
  const times = timed.map(({ time }) => time);
  const start = Math.min(...times);
  const length = Math.max(...times) - start;
  /** The place of the last mark of each lane. */
  const ends: number[] = [];
  return timed.map(({ event, time, number }) => {
    const at = length === 0 ? 0 : (time - start) / length;
    const free = ends.findIndex((end) => at - end >= NEAR);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = at;
    const type = toShownText(event.type ?? 'an event', 40);
    return { number, type, seconds: (time - start) / 1000, at, lane, tone: toneOf(event) };
  });
}
