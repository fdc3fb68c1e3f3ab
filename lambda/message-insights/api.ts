import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../shared/clock';
import { createMemoryStore, createTableStore } from '../shared/export-jobs/job-store';
import { createExportJobs } from '../shared/export-jobs/jobs';
import { createBreakdownRoutes } from './breakdown-routes';
import { createCallBudget, LINES } from './call-budget';
import type { Clients } from './clients';
import type { InsightsSettings, RouteName } from './contract';
import { toProblem } from './error-problems';
import type { Exchange, Route } from './exchange';
import { type Outcome, toLogLine } from './log-line';
import { createLookUps } from './look-up';
import { startTrace } from './look-up-trace';
import { createMessageRoutes } from './message-routes';
import openapi from './openapi.json';
import { PROBLEMS, Problem } from './problem';
import { createRecipientRoute } from './recipient-route';
import { type ApiRequest, readRequest } from './request';
import { toProblemContent, toResponse } from './response';
import { createSearchRoutes } from './search-routes';
import { createSearches } from './searches';
import { guardTable } from './table-guard';

export interface ApiContext {
  readonly settings: InsightsSettings;
  readonly clients: Clients;
  /** The Region of SES. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info' | 'error'>;
  /** Downloads the files of export jobs. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Creates the API, which returns a response for an event of payload format 2.0 and never throws.
 *
 * Considered and rejected: hono and Powertools' router choose a route by the path, which the caller controls. API
 * Gateway has already chosen and authorized a route.
 */
export function createApi(context: ApiContext): Api {
  const routes = createRoutes(context);
  return (event) => respond(event, routes, context);
}

type Routes = Readonly<Record<RouteName, Route>>;

function createRoutes(context: ApiContext): Routes {
  const { settings, clients, clock, log, region } = context;
  const lookUps = createLookUps(settings, clients, clock);
  const { readVdm } = lookUps;
  const { sesv2, dynamodb } = clients;
  const guard = guardTable(dynamodb && { dynamodb, name: settings.tableName }, clock.now);
  const budget = createCallBudget(guard, clock, LINES.suppressionList);
  const store = dynamodb ? createTableStore(dynamodb, settings.tableName) : createMemoryStore(clock.now);
  const jobs = createExportJobs({ sesv2, store, clock, fetch: context.fetch });
  const searches = createSearches({ jobs, store, readVdm, region, clock });
  return {
    ...createMessageRoutes({ lookUps, region, clock, log }),
    ...createRecipientRoute({ settings, sesv2, budget, lookUps, searches, region, clock }),
    ...createSearchRoutes({ searches, jobs, clock, log }),
    ...createBreakdownRoutes({ searches, sesv2, jobs, clock }),
    openapi: async () => ({ status: 200, type: 'application/json', body: openapi }),
    preflight: async () => ({ status: 204, type: '' }),
    other: async ({ request }) => {
      throw noSuchRoute(request);
    },
  };
}

function noSuchRoute({ allowedMethods }: ApiRequest): Problem {
  return allowedMethods.length > 0
    ? new Problem('method-not-allowed', `Use ${allowedMethods.join(' or ')}.`, { allowedMethods })
    : new Problem('no-such-route', 'Use /v1/messages/{messageId}/insights. /openapi.json describes every path.');
}

async function respond(event: APIGatewayProxyEventV2, routes: Routes, { clock, log }: ApiContext) {
  const startedAt = clock.now();
  const exchange: Exchange = { request: readRequest(event), trace: startTrace() };
  const { requestId, route } = exchange.request;
  try {
    const content = await routes[route](exchange);
    write({ status: content.status, outcome: exchange.outcome ?? 'found' });
    return toResponse(content, requestId);
  } catch (error) {
    const problem = toProblem(error, clock.now(), route);
    const { status } = PROBLEMS[problem.kind];
    write({ status, outcome: problem.kind, error: error instanceof Problem ? undefined : error });
    return toResponse(toProblemContent(problem, requestId), requestId);
  }

  function write(outcome: Pick<Outcome, 'status' | 'outcome' | 'error'>): void {
    // Anyone on the internet can send any number of preflight requests.
    if (route === 'preflight' && outcome.status < 500) return;
    const line = toLogLine(exchange, { ...outcome, durationMs: clock.now() - startedAt });
    (outcome.status >= 500 ? log.error : log.info)(line);
  }
}
