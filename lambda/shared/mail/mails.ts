/** Rows of one answer, with the values that grouping and masking use. */
import type { MailRow } from './mail-row';
import { type Properties, propertiesOf } from './property';
import { normalizeRecipient } from './recipient';

export interface Mail {
  readonly row: MailRow;
  /** Normalized. Undefined if SES did not record the recipient. */
  readonly recipient: string | undefined;
  readonly properties: Properties;
}

export function readMails(rows: readonly MailRow[]): Mail[] {
  return rows.map((row) => ({
    row,
    recipient: row.to === undefined ? undefined : normalizeRecipient(row.to),
    properties: propertiesOf(row),
  }));
}

/** Returns the different recipients, normalized. */
export function recipientsOf(mails: readonly Mail[]): Set<string> {
  const recipients = new Set<string>();
  for (const { recipient } of mails) if (recipient !== undefined) recipients.add(recipient);
  return recipients;
}
