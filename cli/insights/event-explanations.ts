/** What the events of a message mean where SES's words for them are easily misread. */
import { type InsightsEvent, type Suppression, suppressionOf } from '../../lambda/message-insights/insights';

/** One sentence or more for each event that needs it, each text once. */
export function explainEvents(events: readonly InsightsEvent[]): string[] {
  return [...new Set(events.map(explainEvent).filter((explanation) => explanation !== undefined))];
}

function explainEvent(event: InsightsEvent): string | undefined {
  const suppression = suppressionOf(event);
  if (suppression) return `SES held it back, and asked no server: ${SUPPRESSIONS[suppression]}`;
  const { bounceType, diagnosticCode = '' } = event.details?.bounce ?? {};
  return bounceType === 'TRANSIENT' && isPermanentReply(diagnosticCode) ? PERMANENT_CALLED_TRANSIENT : undefined;
}

/** Reputation: https://repost.aws/knowledge-center/ses-suppression-list-sending-quota */
const SUPPRESSIONS: Readonly<Record<Suppression, string>> = {
  'account-list':
    "the address is on the suppression list of this account. This does not count in AWS's bounce rate. Check the address, then take it off: aws sesv2 delete-suppressed-destination --email-address ADDRESS",
  'tenant-list':
    'the address is on the suppression list of the tenant. Check the address, then take it off: aws sesv2 delete-suppressed-destination --email-address ADDRESS --tenant-name TENANT',
  'global-list':
    "the address is on SES's global suppression list, because mail to it bounced lately. This counts in AWS's bounce rate. Check the address. Nobody can ask that list; SES takes addresses off after some days.",
  validation: "SES's email validation does not expect the address to take mail. Check the address.",
  unsubscribed: 'the recipient has unsubscribed from this kind of mail. Send no more of it to them.',
  other: 'it suppresses mail to the address. Its sub-type is new to this version; look it up in the SES guide.',
};

const PERMANENT_CALLED_TRANSIENT =
  'The server refused for good (5xx), and SES calls it transient: such servers mostly refuse the sender for a time (reputation, rate, content), not the recipient. Read their words before you give the address up.';

/** The code of the reply itself: at the beginning of a diagnostic code, or behind what says whose it is, and a colon. */
const REPLY_CODE = /(?:^|;|said:|:\s)\s*([245])\d\d\b/i;

const STATUS_CODE = /(?:^|[\s#(])([245])\.\d{1,3}\.\d{1,3}(?![.\d])/;

function isPermanentReply(diagnosticCode: string): boolean {
  const [, kind] = REPLY_CODE.exec(diagnosticCode) ?? STATUS_CODE.exec(diagnosticCode) ?? [];
  return kind === '5';
}
