/** What the bounce sub-types of SES and the enhanced status codes of mail servers mean, and what to do. */
import { enhancedCodeOf } from './reason';
import { lettersOf, suppressionOfSubType } from './suppression';

export const FAULTS = ['recipient', 'sender', 'provider', 'SES', 'unknown'] as const;

export interface Advice {
  /** Bounce sub-type or enhanced status code, such as `MailboxFull` or `5.1.1`. */
  readonly code: string;
  readonly meaning: string;
  /** The side that has to change something. */
  readonly fault: (typeof FAULTS)[number];
  readonly nextStep: string;
}

/**
 * Sub-types: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 * Effect on reputation: https://repost.aws/knowledge-center/ses-suppression-list-sending-quota
 */
export const SUB_TYPE_ADVICE: readonly Advice[] = [
  {
    code: 'OnAccountSuppressionList',
    meaning:
      "The address is on the account's suppression list, so SES sent nothing. AWS's bounce rate does not count it.",
    fault: 'recipient',
    nextStep:
      'Find the message that put it on the list. Remove the address from the list only if that cause is gone and the recipient wants the mail.',
  },
  {
    code: 'OnTenantSuppressionList',
    meaning: "The address is on the tenant's suppression list, so SES sent nothing.",
    fault: 'recipient',
    nextStep: "Verify the address, then remove it from the tenant's list.",
  },
  {
    code: 'Suppressed',
    meaning:
      "The address is on SES's global suppression list, because mail to it bounced recently. AWS's bounce rate counts it.",
    fault: 'recipient',
    nextStep:
      'Stop sending to the address until you have verified it. SES removes addresses from this list after some days.',
  },
  {
    code: 'EmailValidationSuppressed',
    meaning: 'The email validation of SES predicts that the address cannot receive mail, so SES sent nothing.',
    fault: 'recipient',
    nextStep: 'Verify the address with the recipient.',
  },
  {
    code: 'UnsubscribedRecipient',
    meaning: 'The recipient unsubscribed from this kind of mail, so SES sent nothing.',
    fault: 'sender',
    nextStep: 'Stop sending this kind of mail to the recipient.',
  },
  {
    code: 'NoEmail',
    meaning: "The recipient's server reports that the address does not exist.",
    fault: 'recipient',
    nextStep: 'Remove the address, and find out where it came from.',
  },
  {
    code: 'MailboxFull',
    meaning: "The recipient's mailbox is full.",
    fault: 'recipient',
    nextStep: 'Send again in some days. Remove the address if its mailbox stays full for weeks.',
  },
  {
    code: 'MessageTooLarge',
    meaning: "The message is larger than the recipient's server or mailbox accepts.",
    fault: 'sender',
    nextStep: 'Send a smaller message, with links instead of attachments.',
  },
  {
    code: 'ContentRejected',
    meaning: "The recipient's server refused the content, usually as spam.",
    fault: 'sender',
    nextStep: 'Check the links, the wording and the authentication of the message before you send it again.',
  },
  {
    code: 'AttachmentRejected',
    meaning: "The recipient's server refused an attachment because of its type or size.",
    fault: 'sender',
    nextStep: 'Send a link instead of the attachment.',
  },
  {
    code: 'CustomTimeoutExceeded',
    meaning: "SES could not deliver the message within the time that the sender's own setting allows.",
    fault: 'sender',
    nextStep: 'Send again if the message still matters, or allow SES to retry for longer.',
  },
  {
    code: 'Undetermined',
    meaning: 'SES could not determine the reason from the response of the server.',
    fault: 'unknown',
    nextStep: "Read the server's response.",
  },
  {
    code: 'General',
    meaning: "The recipient's server refused the message, or sent an automatic reply, without a reason that SES knows.",
    fault: 'unknown',
    nextStep: "Read the server's response. Remove the address only if the response says that the address is invalid.",
  },
];

/**
 * Codes: https://www.rfc-editor.org/rfc/rfc3463 and
 * https://www.iana.org/assignments/smtp-enhanced-status-codes
 *
 * Providers: https://support.google.com/a/answer/3726730 (Gmail) and
 * https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online
 */
export const STATUS_CODE_ADVICE: readonly Advice[] = [
  {
    code: '5.1.1',
    meaning: 'The mailbox does not exist.',
    fault: 'recipient',
    nextStep: 'Remove the address. If there are many, find the list or form that they came from.',
  },
  {
    code: '5.1.2',
    meaning: 'The domain of the address does not exist, or accepts no mail.',
    fault: 'recipient',
    nextStep: 'Check the domain for a typing error, then remove the address.',
  },
  {
    code: '5.1.10',
    meaning: 'The mailbox does not exist at Microsoft, or the domain accepts no mail at all (null MX).',
    fault: 'recipient',
    nextStep: 'Remove the address. If there are many, find the list or form that they came from.',
  },
  {
    code: '5.2.1',
    meaning: 'The mailbox exists, but it is disabled or inactive.',
    fault: 'recipient',
    nextStep: 'Remove the address, because old mailboxes can become spam traps.',
  },
  {
    code: '5.2.2',
    meaning: 'The mailbox is full, and the server does not expect that to change soon.',
    fault: 'recipient',
    nextStep: 'Send again in some days. Remove the address if its mailbox stays full for weeks.',
  },
  {
    code: '5.2.3',
    meaning: 'The message is larger than the mailbox accepts.',
    fault: 'sender',
    nextStep: 'Send a smaller message, with links instead of attachments.',
  },
  {
    code: '5.3.4',
    meaning: "The message is larger than the recipient's server accepts.",
    fault: 'sender',
    nextStep: 'Send a smaller message, with links instead of attachments.',
  },
  {
    code: '5.4.1',
    meaning: "The recipient's server does not accept mail for the address. Microsoft uses it for unknown mailboxes.",
    fault: 'recipient',
    nextStep: 'Remove the address. If whole domains are affected, ask their administrators.',
  },
  {
    code: '5.4.4',
    meaning: "The recipient's domain has no mail server that SES can find.",
    fault: 'recipient',
    nextStep: 'Check the domain for a typing error. If it is correct, its DNS may be broken: send again later.',
  },
  {
    code: '5.7.1',
    meaning: 'A policy of the recipient refuses the message: reputation, content, authentication or a private address.',
    fault: 'sender',
    nextStep: "Keep the address. Read the server's response, then check DKIM, SPF, DMARC, content and block lists.",
  },
  {
    code: '5.7.26',
    meaning: 'The message is not authenticated: SPF and DKIM both fail, or DMARC does.',
    fault: 'sender',
    nextStep: 'Keep the address. Check DKIM, the custom MAIL FROM domain and the DMARC record of the sending domain.',
  },
  {
    code: '4.2.2',
    meaning: 'The mailbox is full at the moment.',
    fault: 'recipient',
    nextStep: 'Send again in some days. Remove the address if its mailbox stays full for weeks.',
  },
  {
    code: '4.4.7',
    meaning: 'The message expired, because the server of the recipient did not accept it in time.',
    fault: 'provider',
    nextStep: 'Send again later. If it happens to one domain only, that domain has a problem.',
  },
  {
    code: '4.7.0',
    meaning: 'The provider defers mail from this sender, usually because of its reputation or sending rate.',
    fault: 'sender',
    nextStep: "Send more slowly, and check complaints and authentication. Read the provider's response.",
  },
  {
    code: '4.7.28',
    meaning: 'Gmail limits the rate of this sender, because it sees unusual or unsolicited mail.',
    fault: 'sender',
    nextStep: 'Pause the mailing, send more slowly, and check complaints in Google Postmaster Tools.',
  },
];

const BY_SUB_TYPE: ReadonlyMap<string, Advice> = new Map(
  SUB_TYPE_ADVICE.map((advice) => [lettersOf(advice.code), advice]),
);

const BY_STATUS_CODE: ReadonlyMap<string, Advice> = new Map(STATUS_CODE_ADVICE.map((advice) => [advice.code, advice]));

/**
 * Returns the advice for a bounce. The sub-type of a suppression precedes the code of the server. The code precedes any
 * other sub-type, because it is more exact. Returns undefined if neither is known.
 */
export function adviceFor({
  bounceSubType = '',
  diagnosticCode = '',
}: {
  readonly bounceSubType?: string;
  readonly diagnosticCode?: string;
}): Advice | undefined {
  const ofSubType = BY_SUB_TYPE.get(lettersOf(bounceSubType));
  if (suppressionOfSubType(bounceSubType) !== undefined) return ofSubType;
  return BY_STATUS_CODE.get(enhancedCodeOf(diagnosticCode) ?? '') ?? ofSubType;
}
