/** The log of the function. It has no address, no subject and no error message, because they may be personal data. */
import type { EventKind } from '../shared/mail/event-kind';
import type { Verdict } from '../shared/mail/finding';
import type { UnknownReason } from './investigation';

/** What was done for one kind of one page. */
export interface BriefReport {
  readonly kind: EventKind;
  /** Name of the alarm that paged. */
  readonly alarm: string | undefined;
  readonly isDrill: boolean;
  readonly incident: string;
  readonly action: 'write' | 'remind' | 'nothing';
  readonly verdict?: Verdict;
  /** Why the mail is unknown. */
  readonly unknown?: UnknownReason;
  /** Events that SES recorded. */
  readonly events?: number;
  /** Events that the alarm counted. */
  readonly alarmCount?: number;
  /** The steps without a result, and the names of their errors. */
  readonly failures?: readonly string[];
  readonly durationMs: number;
}

/** Returns the log line of a page. */
export function toLogLine(reports: readonly BriefReport[]): object {
  return { event: 'brief', reports };
}
