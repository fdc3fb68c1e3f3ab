import { type PollEvent, parseSpan, SES_RETENTION_MS } from './contract';

const MINUTE_MS = 60_000;

/** How far this function's clock may lag behind the schedule's before an event counts as one from the future. */
const CLOCK_TOLERANCE_MS = 5_000;

/** An event that cannot be served. The message is one sentence: what was wrong, what was got, what to do. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

export interface PollOrder {
  /** The minute all gauges are stamped with, epoch milliseconds. */
  readonly slot: number;
  /** Length in milliseconds of the span to publish again; undefined: fill the holes only. */
  readonly backfillMs: number | undefined;
}

/** The slot of a time: its minute. Both are epoch milliseconds. */
export function toSlot(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

/**
 * What an event asks for. One without a scheduled time asks for a poll of now.
 *
 * @param now epoch milliseconds
 * @throws InvalidEvent, before anything is sent, for a time that cannot be read, lies in the future or is older than the
 * 14 days SES keeps, and for a backfill that is no span
 */
export function readPollEvent(event: unknown, now: number): PollOrder {
  const { scheduledTime, backfill } = (event ?? {}) as Partial<Record<keyof PollEvent, unknown>>;
  return {
    slot: scheduledTime === undefined ? toSlot(now) : readSlot(scheduledTime, now),
    backfillMs: backfill === undefined ? undefined : readSpan(backfill),
  };
}

function readSlot(scheduledTime: unknown, now: number): number {
  const time = typeof scheduledTime === 'string' ? Date.parse(scheduledTime) : Number.NaN;
  const got = `scheduledTime is ${quote(scheduledTime)}`;
  if (Number.isNaN(time)) throw new InvalidEvent(`${got}: pass an ISO 8601 time such as 2026-11-22T09:07:00Z`);
  if (time > now + CLOCK_TOLERANCE_MS)
    throw new InvalidEvent(`${got}, later than now (${iso(now)}): pass a time that has come`);
  if (time < now - SES_RETENTION_MS) {
    throw new InvalidEvent(`${got}, more than 14 days before now (${iso(now)}): pass a time that SES still keeps`);
  }
  return toSlot(time);
}

function readSpan(backfill: unknown): number {
  const spanMs = typeof backfill === 'string' ? parseSpan(backfill) : undefined;
  if (spanMs === undefined) {
    throw new InvalidEvent(`backfill is ${quote(backfill)}: pass a multiple of 15 minutes up to 14d, such as 6h`);
  }
  return spanMs;
}

/** What was got, cut so that no event fills the log. */
function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
