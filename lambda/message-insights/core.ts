/** What both fronts share, the API behind API Gateway and the widgets: the routes, and one log line for each request. */
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
import { PROBLEMS, Problem } from './problem';
import { createRecipientRoute } from './recipient-route';
import type { ApiRequest } from './request';
import { type Content, toProblemContent } from './response';
import { createSearchRoutes } from './search-routes';
import { createSearches } from './searches';
import { guardTable } from './table-guard';

export interface CoreContext {
  readonly settings: InsightsSettings;
  readonly clients: Clients;
  /** The Region of SES. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info' | 'error'>;
  /** Downloads the files of export jobs. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** A route that reads from SES. */
export type MailRoute = Exclude<RouteName, 'openapi' | 'other' | 'preflight'>;

export function createMailRoutes(context: CoreContext): Readonly<Record<MailRoute, Route>> {
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
  };
}

/** Answers a request by its route, and writes one log line. An error becomes a problem, so this function never throws. */
export async function answer(
  request: ApiRequest,
  route: Route,
  { clock, log }: Pick<CoreContext, 'clock' | 'log'>,
): Promise<Content> {
  const startedAt = clock.now();
  const exchange: Exchange = { request, trace: startTrace() };
  try {
    const content = await route(exchange);
    write({ status: content.status, outcome: exchange.outcome ?? 'found' });
    return content;
  } catch (error) {
    const problem = toProblem(error, clock.now(), request.route);
    const { status } = PROBLEMS[problem.kind];
    write({ status, outcome: problem.kind, error: error instanceof Problem ? undefined : error });
    return toProblemContent(problem, request.requestId);
  }

  function write(outcome: Pick<Outcome, 'status' | 'outcome' | 'error'>): void {
    // Anyone on the internet can send any number of preflight requests.
    if (request.route === 'preflight' && outcome.status < 500) return;
    const line = toLogLine(exchange, { ...outcome, durationMs: clock.now() - startedAt });
    (outcome.status >= 500 ? log.error : log.info)(line);
  }
}
