/** Names the mail that causes most of the bounces or complaints, or says that no single mail does. */
import { describeAllMail, describeCulprit, describeLargest, describeReason, type Property, select } from './culprit';
import { createDisclosure, type Disclosure, MIN_RECIPIENTS } from './disclosure';
import type { EventKind } from './event-kind';
import { isInRates, isSuppressed } from './groups';
import type { MailRow } from './mail-row';
import { readMails, recipientsOf } from './mails';
import type { Dimension } from './property';
import { codeOf } from './reason';

export interface Evidence {
  readonly kind: EventKind;
  /** The events. Suppressed ones count only toward the coverage, and only if AWS's rates count them. */
  readonly events: readonly MailRow[];
  /** All mail of the same span, or a sample of it, to compare shares. Undefined if it is unknown. */
  readonly sends: readonly MailRow[] | undefined;
  /** The number of events that the alarm counted. Undefined if it is unknown. */
  readonly alarmCount: number | undefined;
  /** Whether the events are a sample. */
  readonly isSample: boolean;
}

/**
 * - `culprit`: the parts describe most of the events, and stand out against their share of all mail.
 * - `largest`: the parts describe most of the events, but there is no other mail to compare with.
 * - `none`: no sender, subject, provider or domain stands out. The only possible part is a reason that most of the
 *   events share.
 * - `too-few`: the events have fewer than five recipients, so no property may be shown. No parts.
 * - `low-coverage`: SES recorded fewer than half of the alarm's events. No parts.
 * - `suppressed`: mail servers caused fewer than half of the events, and SES's global suppression list the others. No
 *   parts. `count` is the mail that SES suppressed, and `total` is all events that AWS's rates count.
 * - `nothing`: SES recorded no such event. No parts.
 */
export type Verdict = 'culprit' | 'largest' | 'none' | 'too-few' | 'low-coverage' | 'suppressed' | 'nothing';

export interface Part {
  readonly dimension: Dimension;
  /** As it may be shown. Null if it is hidden. */
  readonly value: string | null;
}

export interface Finding {
  readonly verdict: Verdict;
  /** Properties that the events share, the most telling first. */
  readonly parts: readonly Part[];
  /** Only for `none`: the sender and the subject of nearly all mail of the same span, if it has such. */
  readonly allMail?: readonly Part[];
  /** Events that have all parts. 0 without parts, except for `suppressed`. */
  readonly count: number;
  /** The events that `count` is a part of. */
  readonly total: number;
  /**
   * Share of the alarm's events that SES recorded, 0-1, at most 1. Undefined if the alarm's count is unknown, and for
   * a sample, because its size is not the number of events.
   */
  readonly coverage: number | undefined;
  readonly isSample: boolean;
}

/** Below this coverage, most of the alarm's events may be of other mail. */
const MIN_COVERAGE = 0.5;

export function findCulprit(evidence: Evidence): Finding {
  const events = readMails(evidence.events.filter((row) => !isSuppressed(row)));
  const total = events.length;
  const coverage = coverageOf(evidence);
  const without = { parts: [], count: 0, total, coverage, isSample: evidence.isSample };
  const inRates = evidence.events.filter(isInRates).length;
  if (coverage !== undefined && coverage < MIN_COVERAGE && inRates > 0) return { ...without, verdict: 'low-coverage' };
  const counted = (coverage === undefined ? undefined : evidence.alarmCount) ?? inRates;
  if (inRates > total && total < MIN_COVERAGE * counted)
    return { ...without, verdict: 'suppressed', count: inRates - total, total: inRates };
  if (total === 0) return { ...without, verdict: 'nothing' };
  if (recipientsOf(events).size < MIN_RECIPIENTS) return { ...without, verdict: 'too-few' };

  const sends = evidence.sends?.length ? readMails(evidence.sends) : undefined;
  const culprit = sends ? describeCulprit(events, sends) : describeLargest(events);
  const properties = [...culprit, ...describeReason(select(events, culprit), total)];
  const disclosure = createDisclosure(events);
  const allMail = culprit.length === 0 && sends ? describeAllMail(sends) : [];
  return {
    ...without,
    ...(allMail.length > 0 && { allMail: allMail.map((property) => mask(property, disclosure)) }),
    verdict: culprit.length === 0 ? 'none' : sends ? 'culprit' : 'largest',
    parts: properties.map((property) => mask(property, disclosure)),
    count: properties.length === 0 ? 0 : select(events, properties).length,
  };
}

function coverageOf({ events, alarmCount, isSample }: Evidence): number | undefined {
  return isSample || !alarmCount ? undefined : Math.min(1, events.filter(isInRates).length / alarmCount);
}

function mask({ dimension, value }: Property, disclosure: Disclosure): Part {
  const code = dimension === 'reason' ? codeOf(value) : undefined; // a code names nobody
  return { dimension, value: disclosure.shown(dimension, value) ?? code ?? null };
}
