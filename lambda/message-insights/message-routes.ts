/** The routes that look one message up, masked or unmasked. */
import type { Clock } from '../shared/clock';
import { pseudonymOf } from './caller';
import type { Exchange, Route } from './exchange';
import { toAuditLine } from './log-line';
import type { LookUps } from './look-up';
import { findMessageIds, readHints } from './message-id';
import { explainNotFound } from './not-found';
import { Problem } from './problem';
import { nameOf } from './request';
import type { Content } from './response';

export interface MessageRoutesOptions {
  readonly lookUps: LookUps;
  /** The Region of SES. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info'>;
}

export function createMessageRoutes(options: MessageRoutesOptions): Record<'masked' | 'unmasked', Route> {
  return {
    masked: (exchange) => lookUp(exchange, options),
    unmasked: (exchange) => lookUp(exchange, options),
  };
}

async function lookUp(exchange: Exchange, options: MessageRoutesOptions): Promise<Content> {
  const { lookUps, clock, log, region } = options;
  const { request, trace } = exchange;
  const unmasked = request.route === 'unmasked';
  if (unmasked) nameOf(request);
  const messageId = readMessageId(request.messageIdText);
  exchange.messageId = messageId;
  if (unmasked) log.info(toAuditLine(request, { messageId }, clock.now()));
  const caller = pseudonymOf(request.caller);
  const { message, answeredAt } = await lookUps.lookUp(
    { messageId, caller, unmasked, refresh: request.refresh },
    trace,
  );
  const now = clock.now();
  const ageSeconds = Math.max(0, Math.floor((now - answeredAt) / 1000));
  if (!message) {
    const vdm = await lookUps.readVdm(trace);
    throw explainNotFound({ hints: readHints(messageId, now), vdm, region, now, ageSeconds });
  }
  return {
    status: 200,
    type: 'application/json',
    body: message,
    headers: { age: String(ageSeconds), ...(unmasked && { 'cache-control': 'private, no-store' }) },
  };
}

/**
 * Returns the only ID in the string from the path.
 *
 * @throws Problem when the string has no ID, or several
 */
function readMessageId(text: string): string {
  const [messageId, ...others] = findMessageIds(text);
  if (messageId === undefined) {
    throw new Problem(
      'invalid-message-id',
      `The string in the path (${text.length} ${text.length === 1 ? 'character' : 'characters'}) is not a message ID. Pass 1 to 128 letters, digits, dots, hyphens and underscores, as in the response of SendEmail or in the header "Message-ID" of the mail.`,
    );
  }
  if (others.length > 0) {
    throw new Problem(
      'invalid-message-id',
      `The string in the path has ${others.length + 1} different message IDs: look them up one by one.`,
    );
  }
  return messageId;
}
