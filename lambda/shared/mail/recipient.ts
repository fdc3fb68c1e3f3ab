/** The mailbox behind the spellings of a recipient's address. */
import { domainToUnicode } from 'node:url';
import { splitMailbox } from '../masking/mailbox';
import type { MailRow } from './mail-row';

/** Gmail delivers both domains to the same mailboxes, and ignores dots: https://support.google.com/mail/answer/7436150 */
const GMAIL = /^(?:gmail|googlemail)\.com$/;

/** Returns a recipient's address in lower case and without its tag, so that two spellings of one mailbox count as one. */
export function normalizeRecipient(mailbox: string): string {
  const { localPart, domain } = splitMailbox(mailbox);
  const local = plain(localPart);
  const untagged = local.replace(/\+.*$/s, '') || local;
  if (domain === undefined) return untagged;
  const host = normalizeDomain(domain);
  return GMAIL.test(host) ? `${untagged.replaceAll('.', '')}@gmail.com` : `${untagged}@${host}`;
}

/** Returns a recipient's domain in lower case, or undefined if the address has none. */
export function domainOf(mailbox: string): string | undefined {
  const { domain } = splitMailbox(mailbox);
  return domain === undefined ? undefined : normalizeDomain(domain);
}

/** Returns the number of different recipients. Rows without a recipient do not count. */
export function countRecipients(rows: readonly Pick<MailRow, 'to'>[]): number {
  return new Set(rows.flatMap(({ to }) => (to === undefined ? [] : normalizeRecipient(to)))).size;
}

function normalizeDomain(domain: string): string {
  const host = plain(domain);
  return (host.includes('xn--') && domainToUnicode(host)) || host;
}

/** Returns a string in lower case, with compatibility characters in plain form and without invisible characters. */
function plain(text: string): string {
  return text
    .trim()
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase();
}
