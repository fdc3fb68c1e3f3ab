/** Names the mail that causes most of the bounces or complaints, or says that no single mail does. */
import type { Dimension, EventKind } from './groups';
import type { MailRow } from './mail-row';

export interface Evidence {
  readonly kind: EventKind;
  /** The events, without suppressed ones. */
  readonly events: readonly MailRow[];
  /** All mail of the same span, or a sample of it, to compare shares. Undefined: not known. */
  readonly sends: readonly MailRow[] | undefined;
  /** The number of events that the alarm counted. Undefined: not known. */
  readonly alarmCount: number | undefined;
  /** Whether the events are a sample. */
  readonly isSample: boolean;
}

/**
 * - `culprit`: the parts describe most of the events, and stand out against their share of all mail.
 * - `largest`: the parts describe most of the events, but all mail is not known.
 * - `none`: no group stands out.
 * - `low-coverage`: the events are fewer than half of the alarm's.
 * - `nothing`: SES recorded no such event.
 */
export type Verdict = 'culprit' | 'largest' | 'none' | 'low-coverage' | 'nothing';

export interface Finding {
  readonly verdict: Verdict;
  /** Properties that the events share, the most telling first. `value` is null if it is hidden. */
  readonly parts: readonly { readonly dimension: Dimension; readonly value: string | null }[];
  /** Events that have all parts. */
  readonly count: number;
  /** The events that `count` is a part of. */
  readonly total: number;
  /** Share of the alarm's events that SES recorded, 0-1, at most 1. Undefined if the alarm's count is not known. */
  readonly coverage: number | undefined;
}

export function findCulprit(_evidence: Evidence): Finding {
  throw new Error('TODO');
}

/** Returns one sentence, such as "412 of 620 bounces: from news@shop.example, subject 'Spring sale', Gmail, 550 5.1.1 user unknown". */
export function toSentence(_finding: Finding, _kind: EventKind): string {
  throw new Error('TODO');
}
