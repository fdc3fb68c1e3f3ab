/** Rows as they may be shown to somebody who may not see personal data. */
import { MASK, maskLocalPart, splitMailbox } from '../masking/mailbox';
import { personalValues } from '../masking/personal-values';
import { maskWords } from '../masking/server-text';
import { isEnumerated } from '../masking/vocabulary';
import { createDisclosure, type Disclosure } from './disclosure';
import type { MailRow } from './mail-row';
import { type Mail, readMails } from './mails';
import { codeOf } from './reason';

/** A row as it may be shown. A hidden value is null. */
export interface ShownRow
  extends Omit<MailRow, 'from' | 'to' | 'subject' | 'isp' | 'bounceSubType' | 'diagnosticCode'> {
  readonly from: string | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly isp: string | null;
  readonly bounceSubType: string | null;
  /** The meaning of the response: codes and words of servers. */
  readonly diagnosticCode: string | null;
}

/**
 * Masks the rows of one answer by the rule of five (see `disclosure.ts`).
 *
 * A shared sender and a shared subject are shown. Any other sender is masked, as in a look-up. A recipient is masked, as
 * in a look-up, and hidden if its domain is not shared. Of a response that is not shared, only the code is shown.
 *
 * @param isGiven whether the caller gave this address, so that it is no secret. Default: none
 */
export function maskRows(rows: readonly MailRow[], isGiven: (address: string) => boolean = () => false): ShownRow[] {
  const mails = readMails(rows);
  const disclosure = createDisclosure(mails);
  return mails.map((mail) => maskRow(mail, disclosure, isGiven));
}

function maskRow({ row, properties }: Mail, disclosure: Disclosure, isGiven: (address: string) => boolean): ShownRow {
  const { from, subject, domain, reason } = properties;
  // Field by field, so that a new field stays hidden until its masking is decided.
  return {
    messageId: row.messageId,
    sentAt: row.sentAt,
    deliveryEvent: eventName(row.deliveryEvent),
    deliveryEventAt: row.deliveryEventAt,
    engagementEvent: eventName(row.engagementEvent),
    engagementEventAt: row.engagementEventAt,
    from: from === undefined ? null : (disclosure.shown('from', from) ?? disclosure.maskedSender(from)),
    to: maskRecipient(row.to, domain && disclosure.shown('domain', domain), isGiven),
    subject: subject === undefined ? null : disclosure.shown('subject', subject),
    isp: maskEnumerated(row.isp, row.to),
    bounceSubType: maskEnumerated(row.bounceSubType, row.to),
    diagnosticCode: reason === undefined ? null : (disclosure.shown('reason', reason) ?? codeOf(reason) ?? null),
  };
}

/** @param domain as it may be shown */
function maskRecipient(
  to: string | undefined,
  domain: string | null | undefined,
  isGiven: (address: string) => boolean,
): string | null {
  if (to === undefined) return null;
  const { localPart, domain: ownDomain } = splitMailbox(to);
  const address = ownDomain === undefined ? localPart : `${localPart}@${ownDomain}`;
  if (isGiven(address)) return address;
  return domain ? `${maskLocalPart(localPart)}@${domain}` : null;
}

/** SES may add events. Their names look like `DELIVERY`. */
function eventName(event: string | undefined): string | undefined {
  return event === undefined || /^[A-Z_]{1,40}$/.test(event) ? event : MASK;
}

/** Shows a value that SES documents. A new value is masked like a server's text. */
function maskEnumerated(value: string | undefined, recipient = ''): string | null {
  if (value === undefined) return null;
  return isEnumerated(value) ? value : maskWords(value, personalValues({ mailboxes: [recipient] }));
}
