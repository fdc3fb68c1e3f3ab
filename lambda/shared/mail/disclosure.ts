/** Decides which values of mail may be shown to somebody who may not see personal data. */
import type { MailRow } from './mail-row';

/**
 * A value that this many different recipients share belongs to a mailing. With fewer, it may belong to a person.
 */
export const MIN_RECIPIENTS = 5;

/** Returns a recipient's address without case and tag, so that two spellings of one mailbox count as one. */
export function normalizeRecipient(_address: string): string {
  throw new Error('TODO');
}

/** A row as it may be shown. A hidden value is null. */
export interface ShownRow
  extends Omit<MailRow, 'from' | 'to' | 'subject' | 'isp' | 'bounceSubType' | 'diagnosticCode'> {
  readonly from: string | null;
  readonly to: string | null;
  readonly subject: string | null;
  readonly isp: string | null;
  readonly bounceSubType: string | null;
  readonly diagnosticCode: string | null;
}

/**
 * Masks the rows of one answer by the rule of five: a sender, subject, recipient domain or reason that at least
 * `MIN_RECIPIENTS` different recipients of the answer share is shown, unless it contains a name of one of them.
 *
 * @param isGiven whether the caller gave this address, so that it is no secret. Default: none
 */
export function maskRows(_rows: readonly MailRow[], _isGiven?: (address: string) => boolean): ShownRow[] {
  throw new Error('TODO');
}
