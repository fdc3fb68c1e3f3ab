/**
 * Calculates from the mail what a poll can know about it. This file has its own copy of the limits of SES and CloudWatch, so that
 * a wrong limit in the exporter makes a test fail.
 */
import type { Cut } from '../../../local/simulation/send-periods';
import type { Mail, Sums } from './mail';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** SES's periods, and how far back it reports them. */
export const PERIOD = 15 * MINUTE;
export const RETENTION = 14 * DAY;

/** The function's clock may be off by this much. */
const CLOCK_ERROR = 2 * MINUTE;

/** The oldest slot that a poll may publish: CloudWatch's two weeks, less an hour. */
export const OLDEST_SLOT = 14 * DAY - HOUR;

export const WINDOWS: ReadonlyMap<string, number> = new Map([
  ['1h', HOUR],
  ['24h', DAY],
  ['14d', 14 * DAY],
]);

/** When SES may have cut its periods, epoch milliseconds. The two ends are the limits of the call. */
export interface CallSpan {
  readonly from: number;
  readonly to: number;
}

/** Returns the start of SES's oldest period, and the end of its newest one, at the time of a call. */
function shownAt(calledAt: number, cut: Cut) {
  const phase = { sliding: floor(calledAt, MINUTE) % PERIOD, 'fixed-offset': 11 * MINUTE, 'quarter-hour': 0 }[cut];
  const oldest = Math.ceil((calledAt - RETENTION - phase) / PERIOD) * PERIOD + phase;
  const end = Math.floor((calledAt - phase) / PERIOD) * PERIOD + phase;
  return { phase, oldest, end };
}

/**
 * Returns the sums that SES's periods give for the window that ends at the slot, one for each moment at which SES may have
 * cut them.
 */
export function knowableSums(
  mail: Mail,
  { slot, length, cut, call }: { slot: number; length: number; cut: Cut; call: CallSpan },
): Sums[] {
  return moments(call).map((calledAt) => {
    const { phase, oldest, end } = shownAt(calledAt, cut);
    const first = Math.ceil((slot - length - phase) / PERIOD) * PERIOD + phase;
    return mail.between(Math.max(first, oldest), Math.min(first + length, end));
  });
}

/** Returns the ages in seconds that SES's newest period with mail may have at the slot. */
export function knowableAges(
  mail: Mail,
  { slot, cut, call }: { slot: number; cut: Cut; call: CallSpan },
): (number | undefined)[] {
  return moments(call).map((calledAt) => {
    const { phase, oldest, end } = shownAt(calledAt, cut);
    const newest = mail.minutes.findLast(({ minute }) => {
      const start = Math.floor((minute - phase) / PERIOD) * PERIOD + phase;
      return start < slot && start >= oldest && start + PERIOD <= end;
    });
    if (!newest) return undefined;
    return (slot - (Math.floor((newest.minute - phase) / PERIOD) * PERIOD + phase)) / 1000;
  });
}

/** Returns the start of the call, and every minute of it, at and just after its beginning. */
function moments({ from, to }: CallSpan): number[] {
  const found = [from];
  for (let minute = floor(from, MINUTE) + MINUTE; minute <= to; minute += MINUTE) found.push(minute, minute + 1);
  return found;
}

/** Returns the lowest and highest sums that any poll may have published for a window, over all cuts. */
export function boundsOf(mail: Mail, slot: number, length: number): { readonly low: Sums; readonly high: Sums } {
  // A late poll no longer sees the first periods of a window that is as long as SES's memory.
  const forgotten = length >= RETENTION ? PERIOD + CLOCK_ERROR : 0;
  return {
    low: mail.between(slot - length + PERIOD + forgotten, slot - PERIOD),
    high: mail.between(slot - length, slot + PERIOD),
  };
}

/** Whether SES's answer at this time covers the window, within one of its periods. */
export function isCovered(slot: number, length: number, calledAt: number): boolean {
  return slot - length >= calledAt - RETENTION - PERIOD && slot >= calledAt - OLDEST_SLOT;
}

/** Returns the schedule's slots in [from, to], oldest first: minutes 7, 22, 37 and 52. */
export function slotsBetween(from: number, to: number): number[] {
  const slots: number[] = [];
  for (let slot = Math.ceil((from - 7 * MINUTE) / PERIOD) * PERIOD + 7 * MINUTE; slot <= to; slot += PERIOD) {
    slots.push(slot);
  }
  return slots;
}

function floor(time: number, unit: number): number {
  return Math.floor(time / unit) * unit;
}
