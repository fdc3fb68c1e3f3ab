/** The diagnostic codes of permanent bounces, which are responses of recipients' servers. */
import { choose, chooseBetween } from './random-choice';
import type { Recipient } from './simulated-envelope';

/** The reason that the bounces of a mailing have in common. */
export type BounceReason = 'unknown-user' | 'blocked' | 'access-denied';

/** @param reference an id that is different in each response */
type Response = (recipient: Recipient, reference: string) => string;

/** The responses of each reason: first those of Gmail's servers, then those of all others. */
const RESPONSES: Readonly<Record<BounceReason, readonly [gmail: Response, other: Response]>> = {
  'unknown-user': [
    ({ address }, reference) => `smtp; 550 5.1.1 <${address}>: user unknown (${reference})`,
    ({ address }) => `smtp; 550 5.1.1 User unknown: ${address}`,
  ],
  blocked: [
    (_, reference) => `smtp; 550 5.7.1 Mail from 192.0.2.11 is refused because of its reputation (${reference})`,
    (_, reference) => `smtp; 554 5.7.1 Reference ${reference}: mail from 192.0.2.11 is blocked by policy`,
  ],
  'access-denied': [
    ({ address }) => `smtp; 550 5.4.1 <${address}>: recipient address rejected: access denied`,
    ({ address }, reference) => `smtp; 550 5.4.1 Recipient address rejected: access denied <${address}> [${reference}]`,
  ],
};

/** Responses without a common reason. Each quotes the address, or a part of it, in a different way. */
const MIXED_RESPONSES: readonly Response[] = [
  ({ address }) => `smtp; 550 5.1.1 <${address}>: Recipient address rejected: User unknown`,
  ({ address }) => `smtp; 550 5.1.1 There is no mailbox ${address} on this server, check the spelling`,
  ({ address }) => `smtp; 550 5.2.1 ${address.toUpperCase()} has been closed & takes no mail`,
  ({ address }) => `smtp; 550 Unknown user: ${address.split('@', 1)}`,
  ({ address }) => `smtp; 554 5.7.1 <${address}>: Refused by a rule of <postmaster@${address.split('@')[1]}>`,
];

export interface BouncedMail {
  readonly recipient: Recipient;
  /** Default: any. */
  readonly reason?: BounceReason;
}

/** Returns the diagnostic code of a permanent bounce. */
export function drawDiagnosticCode({ recipient, reason }: BouncedMail, random: () => number): string {
  const mixed = choose(MIXED_RESPONSES, random);
  const reference = chooseBetween(0x10000000, 0xffffffff, random).toString(16);
  if (reason === undefined) return mixed(recipient, reference);
  const [gmail, other] = RESPONSES[reason];
  return (recipient.isp === 'Gmail' ? gmail : other)(recipient, reference);
}
