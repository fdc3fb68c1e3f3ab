import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../shared/clock';
import { pseudonymOf } from './caller';
import type { Clients } from './clients';
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
  /** The Region of SES. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info' | 'error'>;
}

export type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Creates the API, which returns a response for an event of payload format 2.0 and never throws.
 *
 * Considered and rejected: hono and Powertools' router choose a route by the path, which the caller controls. API
 * Gateway has already chosen and authorized a route.
 */
export function createApi(context: ApiContext): Api {
  const { settings, clients, clock } = context;
  const lookUps = createLookUps(settings, clients, clock);
  return (event) => respond(event, lookUps, context);
}

/** A request and what is known about it so far. */
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
    const fullOutcome = { ...outcome, messageId, durationMs: clock.now() - startedAt };
    const line = isLookUp(request) ? toLookUpLine(request, trace, fullOutcome) : toRequestLine(request, fullOutcome);
    // Anyone on the internet can send any number of preflight requests.
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
    case 'unmasked':
      return lookUp(exchange, lookUps, context);
    case 'openapi':
      return { status: 200, type: 'application/json', body: openapi };
    case 'preflight':
      return { status: 204, type: '' };
    default:
      throw exchange.request.isWrongMethod
        ? new Problem('method-not-allowed', 'Use GET.')
        : new Problem('no-such-route', 'Use /v1/messages/{messageId}/insights. /openapi.json describes every path.');
  }
}

async function lookUp(exchange: Exchange, lookUps: LookUps, context: ApiContext): Promise<Content> {
  const { clock, log, region } = context;
  const { request, trace } = exchange;
  const unmasked = request.route === 'unmasked';
  if (unmasked && request.caller === undefined) {
    throw new Problem(
      'nameless-caller',
      'The API logs the name of every caller of this route, but this caller has no name. Use a token with a claim "sub", or look the message up masked.',
    );
  }
  const messageId = readMessageId(request.messageIdText);
  exchange.messageId = messageId;
  if (unmasked) log.info(toAuditLine(request, messageId, clock.now()));
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
