/** The messages that alarms send, with their causes and with what the data cannot show. */
import { MEMORY_SLUG } from '../../lib/alarms/alarm-page';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { rowOf } from '../../lib/alarms/alarm-table';
import type { RateName } from '../../lib/alarms/aws-thresholds';
import type { CompositeAlarm, MetricAlarm, TemplateAlarm } from '../alarms/template-alarms';
import type { AlarmTimes, TimeInAlarm } from './alarm-times';
import { isShortOfData } from './first-values';
import { alarmNameOf, levelOf, slugOf } from './judgeable-alarms';
import { type Measurements, type RateAlarm, type RateAlarmSetting, type Reading, readingAt } from './readings';

/** An alarm on a rate, with a value that it read. */
export interface RateAlarmReading {
  readonly alarm: string;
  readonly rate: RateName;
  readonly setting: RateAlarmSetting;
  /** Undefined without a value in the newest period. */
  readonly reading: Reading | undefined;
}

/** An alarm on a drop of the sends, with the attempts that it read. */
export interface DropReading {
  readonly alarm: string;
  /** In the hour before the message. */
  readonly attempts: number | undefined;
  /** In the same hour one week before. */
  readonly attemptsBefore: number | undefined;
}

/**
 * What the data cannot show about a message, because it does not reach back far enough:
 *
 * - `begins earlier`: the alarm may have fired before.
 * - `held back`: an earlier burst may have held the page back.
 */
export type Doubt = 'begins earlier' | 'held back';

/** One message that says that an alarm fires. An alarm is named by its slug. */
export interface Notice extends TimeInAlarm {
  readonly alarm: string;
  /** Undefined: none. */
  readonly doubt?: Doubt;
  /** The alarms that fired first, with what they read then: the alarm itself, or the children of a composite alarm. */
  readonly causes: readonly RateAlarmReading[];
  /** As `causes`, for an alarm that compares the sends with those of one week before. */
  readonly drops: readonly DropReading[];
}

export interface JudgedAlarms {
  readonly past: readonly MetricAlarm[];
  readonly composites: readonly CompositeAlarm[];
}

interface Known extends Measurements {
  readonly rateAlarms: readonly RateAlarm[];
  readonly firstValues: ReadonlyMap<string, number>;
}

/**
 * Returns the messages to each topic, one for each time in ALARM. An alarm may have several topics of a level. A page may also
 * close and open again within a minute, if one burst ends when another begins. That depends on the second at which
 * CloudWatch evaluates each alarm.
 */
export function noticesOf(
  { past, composites }: JudgedAlarms,
  { inAlarm, messages }: AlarmTimes,
  known: Known,
): Record<AlarmLevel, Notice[]> {
  const notices: Record<AlarmLevel, Notice[]> = { critical: [], warning: [] };
  const seen = new Set<TimeInAlarm>();
  for (const { alarm: id, state, time } of messages) {
    const alarm = [...past, ...composites].find((alarm) => alarm.id === id);
    const spanOf = (id: string) => inAlarm.get(id)?.find((span) => contains(span, time));
    const span = spanOf(id);
    if (state !== 'ALARM' || !alarm || !span || seen.has(span)) continue;
    seen.add(span);
    const firing = past.filter((other) => isSource(other, alarm) && spanOf(other.id));
    const begun = firing.filter(({ id }) => spanOf(id)?.from === time);
    notices[levelOf(alarm)].push({
      alarm: slugOf(alarm),
      from: time,
      to: span.to,
      doubt: doubtAbout(time, { past, firing, begun }, known),
      causes: known.rateAlarms
        .filter(({ alarm }) => firing.includes(alarm))
        .map((rateAlarm) => ({
          rate: rateAlarm.rate,
          setting: rateAlarm.setting,
          alarm: slugOf(rateAlarm.alarm),
          reading: readingAt(rateAlarm, known, time),
        })),
      drops: firing.filter(({ metrics }) => metrics.before).map((drop) => readDrop(drop, known, time)),
    });
  }
  return notices;
}

/** Returns whether an alarm fires because of a metric alarm: the alarm itself, or a child of a composite alarm. */
function isSource({ id, name }: MetricAlarm, alarm: TemplateAlarm): boolean {
  return alarm.kind === 'metric'
    ? id === alarm.id
    : alarm.rule.children.includes(id) && slugOf({ name }) !== MEMORY_SLUG;
}

function readDrop(alarm: MetricAlarm, { metrics }: Known, minute: number): DropReading {
  const newest = { from: minute - alarm.periodMs, to: minute };
  const { attempts, before } = alarm.metrics;
  return {
    alarm: slugOf(alarm),
    attempts: attempts && metrics.statistic({ ...attempts, ...newest }),
    attemptsBefore: before && metrics.statistic({ ...before, ...newest }),
  };
}

interface Firing extends Pick<JudgedAlarms, 'past'> {
  /** The alarms that are in ALARM at the time of a message. */
  readonly firing: readonly MetricAlarm[];
  /** Those that enter ALARM at that time. */
  readonly begun: readonly MetricAlarm[];
}

function doubtAbout(time: number, { past, firing, begun }: Firing, { firstValues }: Known): Doubt | undefined {
  const isShort = (alarm: MetricAlarm) => isShortOfData(time, alarm, firstValues.get(alarm.id) ?? time);
  if (begun.some(isShort)) return 'begins earlier';
  const memory = past.find((alarm) => slugOf(alarm) === MEMORY_SLUG);
  const isLasting = (alarm: MetricAlarm) => pageRoleOf(alarm) === 'lasting';
  return memory && firing.length > 0 && firing.every(isLasting) && isShort(memory) ? 'held back' : undefined;
}

function pageRoleOf(alarm: MetricAlarm) {
  const name = alarmNameOf(alarm);
  return name && rowOf(name).page;
}

function contains({ from, to = Number.POSITIVE_INFINITY }: TimeInAlarm, time: number): boolean {
  return from <= time && time < to;
}
