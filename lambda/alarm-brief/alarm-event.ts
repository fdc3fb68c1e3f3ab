/** Reads the event of an alarm action, or of a drill. */
import { isDrillReason } from '../shared/drill-reason';
import type { EventKind } from '../shared/mail/event-kind';
import type { RateAlarm } from './contract';

/** A page that needs a brief. */
export interface Page {
  /** Name of the alarm that paged. Undefined for a drill without an alarm. */
  readonly alarmName: string | undefined;
  /** When the alarm entered ALARM, epoch milliseconds. */
  readonly at: number;
  /** A drill always gets a brief, and never counts as an incident. */
  readonly isDrill: boolean;
  /** The alarms on rates that caused the page. Empty if the event does not name them. */
  readonly causes: readonly RateAlarm[];
}

/** The event is neither one of an alarm action nor a drill. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

type Alarms = Readonly<Record<string, RateAlarm>>;

interface AlarmData {
  readonly alarmName?: unknown;
  readonly state?: {
    readonly value?: unknown;
    readonly reason?: unknown;
    readonly reasonData?: unknown;
    readonly timestamp?: unknown;
  };
}

/**
 * Returns the page that an event announces. Returns undefined for an alarm that left ALARM.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 *
 * @param event CloudWatch's event, or a drill such as `{"drill": "bounce"}`
 * @param now epoch milliseconds. If the event has no readable time, or a later one, the time is now.
 * @throws InvalidEvent for any other event
 */
export function readPage(event: unknown, alarms: Alarms, now: number): Page | undefined {
  const { alarmData, drill, time } = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (drill !== undefined) return { alarmName: undefined, at: now, isDrill: true, causes: [alarmOf(drill, alarms)] };
  if (typeof alarmData !== 'object' || alarmData === null) {
    throw new InvalidEvent('The event has no alarmData: pass the event of an alarm action, or {"drill": "bounce"}');
  }
  const { alarmName, state } = alarmData as AlarmData;
  if (state?.value === 'OK' || state?.value === 'INSUFFICIENT_DATA') return undefined;
  const names = [alarmName, ...triggersOf(state?.reasonData)].filter((name) => typeof name === 'string');
  return {
    alarmName: typeof alarmName === 'string' ? alarmName : undefined,
    at: toTime([state?.timestamp, time], now),
    isDrill: isDrillReason(state?.reason),
    causes: [...new Set(names)].flatMap((name) => (Object.hasOwn(alarms, name) ? [alarms[name] as RateAlarm] : [])),
  };
}

/**
 * Returns one alarm for each kind. An alarm on the exporter's rate precedes one on AWS's own rate, and a short window
 * precedes a long one.
 */
export function alarmsByKind(causes: readonly RateAlarm[]): ReadonlyMap<EventKind, RateAlarm> {
  const rank = ({ window, windowMs }: RateAlarm) => (window === undefined ? Number.POSITIVE_INFINITY : windowMs);
  const chosen = new Map<EventKind, RateAlarm>();
  for (const cause of causes) {
    const other = chosen.get(cause.kind);
    if (other === undefined || rank(cause) < rank(other)) chosen.set(cause.kind, cause);
  }
  return chosen;
}

/** @throws InvalidEvent for a kind without an alarm */
function alarmOf(drill: unknown, alarms: Alarms): RateAlarm {
  const byKind = alarmsByKind(Object.values(alarms));
  const alarm = byKind.get(drill as EventKind);
  if (alarm) return alarm;
  const kinds = [...byKind.keys()].map((kind) => `"${kind}"`).join(' or ');
  throw new InvalidEvent(`The value of drill is unknown: pass ${kinds}`);
}

/** Returns the names of the alarms in ALARM that a composite alarm gives as its reason. */
function triggersOf(reasonData: unknown): string[] {
  const { triggeringAlarms } = parse(reasonData) as { readonly triggeringAlarms?: unknown };
  if (!Array.isArray(triggeringAlarms)) return [];
  return triggeringAlarms.flatMap((trigger: Trigger | null | undefined) => {
    const [, name] = typeof trigger?.arn === 'string' ? trigger.arn.split(':alarm:', 2) : [];
    return name !== undefined && (trigger?.state?.value ?? 'ALARM') === 'ALARM' ? [name] : [];
  });
}

interface Trigger {
  readonly arn?: unknown;
  readonly state?: { readonly value?: unknown } | null;
}

/** Returns an empty object if the value is not the JSON of an object. */
function parse(json: unknown): object {
  try {
    const value: unknown = JSON.parse(String(json));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Returns the first readable time, at most now. CloudWatch writes the zone as `+0000`. */
function toTime(times: readonly unknown[], now: number): number {
  const readable = times.map((time) => Date.parse(String(time))).find((time) => !Number.isNaN(time));
  return Math.min(readable ?? now, now);
}
