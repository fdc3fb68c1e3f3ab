/** The content of a brief, before it is put into words. All times are epoch milliseconds. */

import type { AccountFacts, Suppressions } from '../shared/account/account-facts';
import type { EventKind } from '../shared/mail/event-kind';
import { type Finding, findCulprit } from '../shared/mail/finding';
import { DELIVERY_EVENT, groupEvents, isSuppressed, type MailGroups } from '../shared/mail/groups';
import type { MailRow } from '../shared/mail/mail-row';
import { readMails } from '../shared/mail/mails';
import type { Span } from '../shared/topic/numbers';
import type { Investigation, UnknownReason } from './investigation';
import type { Measurements } from './measurement';

export interface Brief {
  readonly kind: EventKind;
  readonly incidentId: string;
  readonly isDrill: boolean;
  /** Name of the alarm that paged. Undefined for a drill without an alarm. */
  readonly alarmName: string | undefined;
  readonly pagedAt: number;
  /** Undefined if the function does not know its account. */
  readonly account: string | undefined;
  readonly region: string;
  readonly window: Span;
  readonly measured: Measurements;
  readonly mail: MailAnswer;
  /** Undefined if SES did not say. */
  readonly accountFacts: AccountFacts | undefined;
  /** Undefined if SES did not say. */
  readonly suppressions: Suppressions | undefined;
  /** Base URL of the look-up API. */
  readonly apiUrl: string;
}

/** Which mail it is. */
export type MailAnswer =
  | {
      readonly state: 'known';
      readonly finding: Finding;
      readonly groups: MailGroups;
      readonly isSample: boolean;
      readonly unreadableRows: number;
      /** All recorded mail with the culprit's properties, and how much of it has such an event. Undefined if it is unknown. */
      readonly ofGroup: { readonly sends: number; readonly events: number } | undefined;
    }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/** Returns the finding and the groups, with values masked by the rule of five. */
export function toMailAnswer(
  investigation: Investigation,
  kind: EventKind,
  alarmCount: number | undefined,
): MailAnswer {
  if (investigation.state === 'unknown') return investigation;
  const { events, isSample, unreadableRows, sends } = investigation;
  const finding = findCulprit({ kind, events, sends, alarmCount, isSample });
  return {
    state: 'known',
    finding,
    groups: groupEvents(events, kind),
    isSample,
    unreadableRows,
    ofGroup: sends && finding.verdict === 'culprit' ? countGroup(finding, sends, kind) : undefined,
  };
}

/** Counts the mail with all shown properties, except for the reason, which only bounced mail has. */
function countGroup({ parts }: Finding, sends: readonly MailRow[], kind: EventKind) {
  const properties = parts.filter(({ dimension }) => dimension !== 'reason');
  if (properties.some(({ value }) => value === null)) return undefined;
  const group = readMails(sends).filter((mail) =>
    properties.every(({ dimension, value }) => mail.properties[dimension] === value),
  );
  const events = group.filter(({ row }) => row.deliveryEvent === DELIVERY_EVENT[kind] && !isSuppressed(row));
  return group.length === 0 ? undefined : { sends: group.length, events: events.length };
}
