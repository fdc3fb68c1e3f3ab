/** The addresses that SES suppresses after their bounces and complaints. */
import { SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { SuppressedAddress } from '../aws/sesv2/mail-account';
import type { DrawnMessage, MessageDraws } from './drawn-messages';
import { SUPPRESSED_SUB_TYPE } from './message-lifecycle';
import type { MailMinute } from './send-periods';
import { eventfulIn } from './sent-messages';
import type { SimulatedMail } from './simulated-mail';

/** Creates a function that returns the addresses, and reads each minute of the mail only once. */
export function createSuppressedAddresses(
  mail: SimulatedMail,
  draws: MessageDraws,
): (now: number) => ReadonlyMap<string, SuppressedAddress> {
  const addresses = new Map<string, SuppressedAddress>();
  let readUntil: number | undefined;
  return (now) => {
    const until = Math.floor(now / 60_000 + 1) * 60_000;
    for (const sent of mail.between(readUntil ?? until - SES_RETENTION_MS, until)) {
      for (const message of eventfulMessages(sent, draws)) {
        const entry = toEntry(message);
        const [recipient] = message.recipients;
        if (entry && recipient) addresses.set(recipient.address, entry);
      }
    }
    readUntil = Math.max(readUntil ?? until, until);
    return addresses;
  };
}

/** Returns the messages of a minute that may bounce or draw a complaint. */
function eventfulMessages(sent: MailMinute, draws: MessageDraws): readonly DrawnMessage[] {
  if (sent.batch) return draws.allIn(sent);
  return Array.from({ length: eventfulIn(sent) }, (_, index) => draws.draw(sent, index));
}

/** Returns undefined for a message after which SES does not suppress the address. */
function toEntry({ id, sentAt, events }: DrawnMessage): SuppressedAddress | undefined {
  const last = events.at(-1);
  if (!last) return undefined;
  const entry = { since: sentAt + last.afterMs, messageId: id };
  if (last.Type === 'COMPLAINT') return { ...entry, reason: 'COMPLAINT' };
  const { BounceType, BounceSubType } = last.Details?.Bounce ?? {};
  const isSuppressedNow = BounceType === 'PERMANENT' && BounceSubType !== SUPPRESSED_SUB_TYPE;
  return isSuppressedNow ? { ...entry, reason: 'BOUNCE' } : undefined;
}
