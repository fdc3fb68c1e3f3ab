/** The properties of mail that searches and briefs count by. */
import { decodeHeader } from '../masking/encodings';
import { splitMailbox } from '../masking/mailbox';
import type { MailRow } from './mail-row';
import { reasonOf } from './reason';
import { domainOf } from './recipient';

/** `domain` is the recipient's. `reason` is the meaning of the diagnostic code. */
export const DIMENSIONS = ['from', 'subject', 'isp', 'domain', 'reason'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Not masked. A property is undefined if SES did not record it. */
export type Properties = Readonly<Record<Dimension, string | undefined>>;

/** Returns a row's properties. Two spellings of one property are equal. */
export function propertiesOf(row: MailRow): Properties {
  return {
    from: row.from === undefined ? undefined : nonEmpty(toAddress(row.from)),
    subject: row.subject === undefined ? undefined : nonEmpty(toSubject(row.subject)),
    isp: nonEmpty(row.isp),
    domain: row.to === undefined ? undefined : domainOf(row.to),
    reason: reasonOf(row),
  };
}

/** Returns a sender's address in lower case, without the display name, which may be a person's. */
function toAddress(mailbox: string): string {
  const { localPart, domain } = splitMailbox(mailbox);
  return (domain === undefined ? localPart : `${localPart}@${domain}`).trim().toLowerCase();
}

function toSubject(subject: string): string {
  return decodeHeader(subject).normalize('NFC').replace(/\s+/g, ' ').trim();
}

function nonEmpty(value = ''): string | undefined {
  return value === '' ? undefined : value;
}
