/** Validation of a cached, masked message. Anything that can write to the table can write any content. */
import { MESSAGE_SCHEMAS, type MessageInsights } from './insights';
import { matches } from './json-schema';

/** `known` is false if SES had no record of the ID. */
export type CachedMessage = { readonly known: false } | { readonly known: true; readonly message: MessageInsights };

/** Returns undefined for content that must not be served: another message, an unmasked message, or any other value. */
export function readCachedMessage(content: unknown, messageId: string): CachedMessage | undefined {
  if (content === null) return { known: false };
  if (!isMessage(content) || content.messageId !== messageId) return undefined;
  const addresses = [content.fromEmailAddress, ...content.insights.map(({ destination }) => destination)];
  if (content.subject !== null || !addresses.every(isMasked)) return undefined;
  return { known: true, message: content };
}

/** A masked address shows at most its first character, with the accents of that character, and its domain. */
const MASKED_ADDRESS = /^(?:[\p{L}\p{N}]\p{M}{0,8})?\*{3}(?:@[^@]*)?$/u;

function isMasked(address: string | undefined): boolean {
  return address === undefined || MASKED_ADDRESS.test(address);
}

function isMessage(value: unknown): value is MessageInsights {
  return matches(value, MESSAGE_SCHEMAS.MessageInsights, MESSAGE_SCHEMAS);
}
