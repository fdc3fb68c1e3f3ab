/** What was kept as a masked answer, believed only in its shape: whoever can write to the table can write anything. */
import {
  type DestinationInsights,
  type EmailTag,
  type InsightsEvent,
  type MessageInsights,
  STATUSES,
} from './insights';

/** `known` is false for an id that SES had no record of. */
export type KeptAnswer = { readonly known: false } | { readonly known: true; readonly message: MessageInsights };

/** @returns undefined for what cannot be used: an answer about another message, unmasked, or of another shape */
export function readKeptAnswer(content: unknown, messageId: string): KeptAnswer | undefined {
  if (content === null) return { known: false };
  if (!isMessage(content) || content.messageId !== messageId) return undefined;
  const addresses = [content.fromEmailAddress, ...content.insights.map(({ destination }) => destination)];
  if (content.subject !== null || !addresses.every(isMasked)) return undefined;
  return { known: true, message: content };
}

/** All but the first character, with its accents, and the domain. */
const MASKED_ADDRESS = /^(?:[\p{L}\p{N}]\p{M}{0,8})?\*{3}(?:@[^@]*)?$/u;

function isMasked(address: string | undefined): boolean {
  return address === undefined || MASKED_ADDRESS.test(address);
}

function isMessage(value: unknown): value is MessageInsights {
  if (!isObject<MessageInsights>(value)) return false;
  const { messageId, sentAt, sendingRegion, fromEmailAddress, subject, emailTags, insights } = value;
  return (
    typeof messageId === 'string' &&
    [sentAt, sendingRegion, subject].every((text) => text === null || typeof text === 'string') &&
    isText(fromEmailAddress) &&
    isListOf(emailTags, isTag) &&
    isListOf(insights, isDestination)
  );
}

function isTag(value: unknown): boolean {
  return isObject<EmailTag>(value) && typeof value.name === 'string' && typeof value.value === 'string';
}

function isDestination(value: unknown): boolean {
  if (!isObject<DestinationInsights>(value)) return false;
  const { destination, isp, status, secondsToStatus, events } = value;
  return (
    [destination, isp].every(isText) &&
    STATUSES.includes(status as never) &&
    (secondsToStatus === null || typeof secondsToStatus === 'number') &&
    isListOf(events, isEvent)
  );
}

function isEvent(value: unknown): boolean {
  if (!isObject<InsightsEvent>(value)) return false;
  const { timestamp, type, details = {} } = value;
  return (
    [timestamp, type].every(isText) &&
    isObject<Record<string, unknown>>(details) &&
    Object.values(details).every((detail) => isObject<object>(detail) && Object.values(detail).every(isText))
  );
}

function isObject<T>(value: unknown): value is { readonly [K in keyof T]?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key that SES left out is left out here. */
function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
