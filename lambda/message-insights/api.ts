import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { pseudonymOf } from './caller';
import type { Clients } from './clients';
import type { Clock } from './clock';
import type { InsightsSettings } from './contract';
import { type Outcome, toAuditLine, toLookUpLine, toRequestLine } from './log-line';
import { createLookUps, type LookUps } from './look-up';
import { type LookUpTrace, startTrace } from './look-up-trace';
import { findMessageIds, readHints } from './message-id';
import { explainNotFound } from './not-found';
import openapi from './openapi.json';
import { PROBLEMS, Problem, toProblem } from './problem';
import { type ApiRequest, readRequest } from './request';
import { type Content, toProblemContent, toResponse } from './response';

export interface ApiContext {
  readonly settings: InsightsSettings;
  readonly clients: Clients;
  /** The Region that SES is asked in. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info' | 'error'>;
}

export type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * The API: an event of payload format 2.0 in, an answer out, never an error.
 *
 * Looked at, and why not: hono and Powertools' router choose a route by its path, which the caller writes. API Gateway has
 * chosen, and authorized, one already.
 */
export function createApi(context: ApiContext): Api {
  const { settings, clients, clock } = context;
  const lookUps = createLookUps(settings, clients, clock);
  return (event) => respond(event, lookUps, context);
}

/** What is known of a request while it is answered. */
interface Exchange {
  readonly request: ApiRequest;
  readonly trace: LookUpTrace;
  messageId?: string;
}

async function respond(event: APIGatewayProxyEventV2, lookUps: LookUps, context: ApiContext) {
  const { clock, log } = context;
  const startedAt = clock.now();
  const exchange: Exchange = { request: readRequest(event), trace: startTrace() };
  const { requestId } = exchange.request;
  try {
    const content = await answer(exchange, lookUps, context);
    write({ status: content.status, outcome: 'found' });
    return toResponse(content, requestId);
  } catch (error) {
    const problem = toProblem(error, clock.now());
    const { status } = PROBLEMS[problem.kind];
    write({ status, outcome: problem.kind, error: error instanceof Problem ? undefined : error });
    return toResponse(toProblemContent(problem, requestId), requestId);
  }

  function write(outcome: Pick<Outcome, 'status' | 'outcome' | 'error'>): void {
    const { request, trace, messageId } = exchange;
    const whole = { ...outcome, messageId, durationMs: clock.now() - startedAt };
    const line = isLookUp(request) ? toLookUpLine(request, trace, whole) : toRequestLine(request, whole);
    // Anybody on the web can send a preflight request, as often as they like.
    if (request.route === 'preflight' && outcome.status < 500) return;
    (outcome.status >= 500 ? log.error : log.info)(line);
  }
}

function isLookUp({ route }: ApiRequest): boolean {
  return route === 'masked' || route === 'unmasked';
}

async function answer(exchange: Exchange, lookUps: LookUps, context: ApiContext): Promise<Content> {
  switch (exchange.request.route) {
    case 'masked':
      return lookUp(exchange, false, lookUps, context);
    case 'unmasked':
      return lookUp(exchange, true, lookUps, context);
    case 'openapi':
      return { status: 200, type: 'application/json', body: openapi };
    case 'preflight':
      return { status: 204, type: '' };
    case 'other':
      throw exchange.request.isWrongMethod
        ? new Problem('method-not-allowed', 'Use GET.')
        : new Problem(
            'no-such-route',
            'Ask for /v1/messages/{messageId}/insights; /openapi.json describes all there is.',
          );
  }
}

async function lookUp(exchange: Exchange, unmasked: boolean, lookUps: LookUps, context: ApiContext): Promise<Content> {
  const { clock, log, region } = context;
  const { request, trace } = exchange;
  if (unmasked && request.caller === undefined) {
    throw new Problem(
      'nameless-caller',
      'Each use of this route is logged with its caller, and this request has none. Use a token with a claim "sub", or look the message up masked.',
    );
  }
  const messageId = readMessageId(request.messageIdText);
  exchange.messageId = messageId;
  if (unmasked) log.info(toAuditLine(request, messageId, clock.now()));
  const order = { messageId, caller: pseudonymOf(request.caller), unmasked, refresh: request.refresh };
  const { message, askedAt } = await lookUps.lookUp(order, trace);
  const now = clock.now();
  const ageSeconds = Math.max(0, Math.floor((now - askedAt) / 1000));
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

/** The one id in what was passed. */
function readMessageId(text: string): string {
  const [messageId, ...others] = findMessageIds(text);
  if (messageId === undefined) {
    throw new Problem(
      'invalid-message-id',
      `What was passed (${text.length} ${text.length === 1 ? 'character' : 'characters'}) cannot be an id: pass 1 to 128 letters, digits, dots, hyphens and underscores, as in the answer of SendEmail or in the header "Message-ID" of the mail.`,
    );
  }
  if (others.length > 0) {
    throw new Problem(
      'invalid-message-id',
      `What was passed holds ${others.length + 1} different ids: look them up one by one.`,
    );
  }
  return messageId;
}
