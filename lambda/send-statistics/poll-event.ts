import { type PollEvent, parseSpan, SES_RETENTION_MS } from './contract';

const MINUTE_MS = 60_000;

/**
 * This function's clock may lag this far behind the clock of the schedule. An event further ahead is rejected. AWS accepts
 * the requests of such a clock, too: a signature is valid for five minutes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** An event that cannot be used. The message has the value, the problem and the solution. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

export interface PollOrder {
  /** The timestamp of all gauges, a whole minute in epoch milliseconds. */
  readonly slot: number;
  /** Length in milliseconds of the span to publish again. Undefined: publish only the missing slots. */
  readonly backfillMs: number | undefined;
}

/** Returns the slot of a time, which is its minute. Both are epoch milliseconds. */
export function toSlot(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

/**
 * Returns the slot and the backfill of an event. Without a scheduled time the slot is the current minute.
 *
 * @param now epoch milliseconds
 * @throws InvalidEvent when the time is unreadable, in the future or older than SES's 14 days, or when the backfill is
 * not a span
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
    throw new InvalidEvent(`${got}, later than now (${iso(now)}): pass a time in the past`);
  if (time < now - SES_RETENTION_MS) {
    throw new InvalidEvent(`${got}, more than 14 days before now (${iso(now)}): pass a time within the last 14 days`);
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

/** Returns the value as JSON, shortened to protect the log from a large event. */
function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
