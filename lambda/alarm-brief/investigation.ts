/** Which mail a brief asks SES for, and what it learned. All times are epoch milliseconds. */
import type { EventKind } from '../shared/mail/event-kind';
import { isInRates, LOOK_BACK_MS, selectEvents } from '../shared/mail/groups';
import type { MailRow } from '../shared/mail/mail-row';
import type { Span } from '../shared/topic/numbers';

/** Maximum number of export jobs for one brief. SES runs at most 20 jobs of an account, and other programs need some. */
export const MAX_JOBS = 8;

/**
 * - `vdm-off`: Virtual Deliverability Manager is off.
 * - `busy`: no export job could start, because other jobs used every slot.
 * - `not-finished`: SES did not finish in time.
 * - `failed`: SES, or the table that counts the jobs, failed.
 * - `unreadable`: the file of SES cannot be used.
 */
export type UnknownReason = 'vdm-off' | 'busy' | 'not-finished' | 'failed' | 'unreadable';

/** What SES recorded about an alarm's window. */
export type Investigation =
  | {
      readonly state: 'known';
      /** The bounces or complaints in the window, including those that SES suppressed. */
      readonly events: readonly MailRow[];
      /** Whether the events are a sample. */
      readonly isSample: boolean;
      readonly unreadableRows: number;
      /** Mail to compare with, or a sample of it. Undefined if it is unknown. */
      readonly sends: readonly MailRow[] | undefined;
    }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/** Returns when the mail was sent that may have an event in the window. */
export function sentSpan(kind: EventKind, window: Span): Span {
  return { from: window.from - LOOK_BACK_MS[kind], until: window.until };
}

/**
 * Returns two parts of a span, each with about half of the mail, or undefined for a span that cannot be divided.
 *
 * @param sample mail of the span
 */
export function halve({ from, until }: Span, sample: readonly MailRow[]): readonly [Span, Span] | undefined {
  const times = sample.map(({ sentAt }) => sentAt).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  // SES cuts times to seconds, so parts shorter than a second would overlap.
  const middle = Math.floor((median > from + 1000 && median < until ? median : (from + until) / 2) / 1000) * 1000;
  return middle > from && middle < until
    ? [
        { from, until: middle },
        { from: middle, until },
      ]
    : undefined;
}

/** Returns the events of a window without repeated rows. Neighboring spans may share a row. */
export function eventsIn(window: Span, kind: EventKind, rows: readonly MailRow[]): MailRow[] {
  const unique = new Map(rows.map((row) => [`${row.messageId} ${row.to}`, row]));
  return selectEvents([...unique.values()], kind, window);
}

/** Returns the number of events that AWS's rate counts. */
export function countInRates(events: readonly MailRow[]): number {
  return events.filter(isInRates).length;
}

/**
 * Returns the span of the mail to compare events with. Usually, it is the window. If most events are of earlier mail, little
 * or no mail may be sent in the window. Then it is the span of all mail that may have an event in the window.
 */
export function comparedSpan(kind: EventKind, window: Span, events: readonly MailRow[]): Span {
  const earlier = events.filter(({ sentAt }) => sentAt < window.from).length;
  return earlier > events.length / 2 ? sentSpan(kind, window) : window;
}
