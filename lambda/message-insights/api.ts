import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clients } from './clients';
import type { Clock } from './clock';
import type { InsightsSettings } from './contract';
import { toAuditLine, toLogLine } from './log-line';
import { createLookUps, type LookUps } from './look-up';
import { type LookUpTrace, startTrace } from './look-up-trace';
import { readHints, toMessageId } from './message-id';
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
  const { request, trace } = exchange;
  try {
    const content = await answer(exchange, lookUps, context);
    log.info(toLogLine(request, trace, outcomeOf(content.status, 'found')));
    return toResponse(content, request.requestId);
  } catch (error) {
    const problem = toProblem(error, clock.now());
    const { status } = PROBLEMS[problem.kind];
    const write = status >= 500 ? log.error : log.info;
    write(toLogLine(request, trace, outcomeOf(status, problem.kind, error instanceof Problem ? undefined : error)));
    return toResponse(toProblemContent(problem, request.requestId), request.requestId);
  }

  function outcomeOf(status: number, outcome: string, error?: unknown) {
    return { status, outcome, messageId: exchange.messageId, durationMs: clock.now() - startedAt, error };
  }
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
  const messageId = toMessageId(request.messageIdText);
  if (messageId === undefined) {
    throw new Problem(
      'invalid-message-id',
      `What was passed (${request.messageIdText.length} characters) cannot be an id: pass 1 to 128 letters, digits, dots, hyphens and underscores, as in the answer of SendEmail or in the header "Message-ID" of the mail.`,
    );
  }
  exchange.messageId = messageId;
  if (unmasked) log.info(toAuditLine(request, messageId, clock.now()));
  const { message, askedAt } = await lookUps.lookUp({ messageId, unmasked, refresh: request.refresh }, trace);
  const now = clock.now();
  const ageSeconds = Math.max(0, Math.floor((now - askedAt) / 1000));
  if (!message) {
    const vdmEnabled = await lookUps.isVdmEnabled(trace);
    throw explainNotFound({ hints: readHints(messageId, now), vdmEnabled, region, now, ageSeconds });
  }
  return {
    status: 200,
    type: 'application/json',
    body: message,
    headers: { age: String(ageSeconds), ...(unmasked && { 'cache-control': 'private, no-store' }) },
  };
}
