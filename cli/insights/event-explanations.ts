/** Explains events whose SES names are easily misread. */
import type { InsightsEvent } from '../../lambda/message-insights/insights';
import { suppressionOf } from '../../lambda/message-insights/status';
import type { Suppression } from '../../lambda/shared/mail/suppression';

/** Returns the explanations for the events of one recipient, without repetition. Most events need none. */
export function explainEvents(events: readonly InsightsEvent[]): string[] {
  return [...new Set(events.map(explainEvent).filter((explanation) => explanation !== undefined))];
}

function explainEvent(event: InsightsEvent): string | undefined {
  const suppression = suppressionOf(event);
  if (suppression)
    return `SES suppressed the message and did not contact the recipient's server: ${SUPPRESSIONS[suppression]}`;
  const { bounceType, diagnosticCode = '' } = event.details?.bounce ?? {};
  return bounceType === 'TRANSIENT' && isPermanentReply(diagnosticCode) ? PERMANENT_REPLY : undefined;
}

/** Effect on reputation: https://repost.aws/knowledge-center/ses-suppression-list-sending-quota */
const SUPPRESSIONS: Readonly<Record<Suppression, string>> = {
  'account-list':
    "the address is on the account's suppression list. This does not count toward AWS's bounce rate. Verify the address, then remove it from the list: aws sesv2 delete-suppressed-destination --email-address ADDRESS",
  'tenant-list':
    "the address is on the tenant's suppression list. Verify the address, then remove it from the list: aws sesv2 delete-suppressed-destination --email-address ADDRESS --tenant-name TENANT",
  'global-list':
    "the address is on SES's global suppression list, because mail to it bounced recently. This counts toward AWS's bounce rate. Verify the address. You cannot query this list; SES removes addresses after some days.",
  validation: "SES's email validation predicts that the address cannot receive mail. Verify the address.",
  unsubscribed: 'the recipient has unsubscribed from this kind of mail. Stop sending it to them.',
  other: 'this version does not know the bounce sub-type. Look it up in the SES Developer Guide.',
};

const PERMANENT_REPLY =
  "The server rejected the message permanently (5xx), but SES classifies the bounce as transient. The cause is usually the sender's reputation, sending rate or content, not the recipient. Read the server's reply before you remove the address.";

/** Matches the reply code at the start of a diagnostic code, or after a prefix such as the name of the server. */
const REPLY_CODE = /(?:^|;|said:|:\s)\s*([245])\d\d\b/i;

/** Matches an enhanced status code, such as `5.7.1`. */
const STATUS_CODE = /(?:^|[\s#(])([245])\.\d{1,3}\.\d{1,3}(?![.\d])/;

function isPermanentReply(diagnosticCode: string): boolean {
  const [, kind] = REPLY_CODE.exec(diagnosticCode) ?? STATUS_CODE.exec(diagnosticCode) ?? [];
  return kind === '5';
}
