/** A mailbox as a header writes it: `Alice Smith <alice@example.com>`. */

export const MASK = '***';

export interface Mailbox {
  /** Without quotes; all of the address when it has no `@`. */
  readonly localPart: string;
  /** Undefined when nothing behind the last `@` looks like a host name or an IP address. */
  readonly domain?: string;
  /** What stands around the address: a display name, a comment. */
  readonly rest: string;
}

/** A host name with a dot or hyphenated labels in any script, or an address literal. Longer than 255 is no domain. */
const DOMAIN = /^(?:[\p{L}\p{M}\p{N}-]{1,63}\.)+[\p{L}\p{M}\p{N}-]{2,63}|^\[[\da-f.:ipv]{2,45}\]/iu;

export function splitMailbox(mailbox: string): Mailbox {
  const address = /<([^<>]*)>[^<>]*$/.exec(mailbox)?.[1] ?? mailbox;
  const at = address.lastIndexOf('@');
  const [domain] = at < 0 ? [] : (DOMAIN.exec(address.slice(at + 1, at + 256)) ?? []);
  const localPart = at < 0 ? address : address.slice(0, at);
  const rest = mailbox.replace(domain === undefined ? localPart : `${localPart}@${domain}`, () => ' ');
  return { localPart: localPart.replace(/^"|"$/g, ''), domain, rest };
}

/** `Alice <alice@example.com>` is `a***@example.com`: a display name is a person's. */
export function maskMailbox(mailbox: string): string {
  const { localPart, domain } = splitMailbox(mailbox);
  return domain === undefined ? MASK : `${maskLocalPart(localPart)}@${domain}`;
}

/** `alice` is `a***`; of one letter nothing is left, and what is masked already stays. */
export function maskLocalPart(localPart: string): string {
  const [first] = /^(?:\p{L}\p{M}*|\p{N})/u.exec(localPart) ?? [];
  return first === undefined || first === localPart ? MASK : `${first}${MASK}`;
}
