/** The routes of breakdowns: one starts a breakdown, the other returns its state or its numbers. */
import { SesFailure } from '../shared/ses-failure';
import { toBreakdown } from './breakdown-answer';
import { type NumbersSource, readExportedNumbers, readNumbersByName } from './breakdown-numbers';
import { readBreakdownRequest } from './breakdown-request';
import { MAX_ROWS } from './breakdown-rows';
import type { Exchange, Route } from './exchange';
import { addToVdmOff } from './problem';
import { running, started } from './progress';
import { nameOf } from './request';
import type { Content } from './response';
import { hasJob, type SearchPath, type SearchRecord } from './search-record';
import { LATEST_DOWNLOAD_MS } from './search-routes';
import { BREAKDOWNS } from './search-schemas';
import type { Searches, SearchStart } from './searches';

export interface BreakdownRoutesOptions extends NumbersSource {
  readonly searches: Searches;
}

const PATH: SearchPath = '/v1/breakdowns';

export function createBreakdownRoutes(options: BreakdownRoutesOptions): Record<'startBreakdown' | 'breakdown', Route> {
  return {
    startBreakdown: (exchange) => startBreakdown(exchange, options).catch(addToVdmOff(TOTALS)),
    breakdown: (exchange) => getBreakdown(exchange, options).catch(addToVdmOff(TOTALS)),
  };
}

/** The numbers that exist without Virtual Deliverability Manager. */
const TOTALS = 'Without it, SES has only the totals of the account, which are the metrics of this exporter.';

async function startBreakdown(exchange: Exchange, { searches, clock }: BreakdownRoutesOptions): Promise<Content> {
  nameOf(exchange.request);
  const { by, ...span } = readBreakdownRequest(exchange.request.body, clock.now());
  const record = { path: PATH, kind: 'breakdown', by, ...span, limit: MAX_ROWS } satisfies SearchStart['record'];
  const query = { metrics: { dimension: BREAKDOWNS[by], ...span } };
  const canonical = [by, span.from, span.until].join();
  const search = await searches.start(exchange, { record, query, canonical }).catch((error) => {
    // AWS documents an export of all values for providers only.
    if (!(error instanceof SesFailure) || error.kind !== 'refused') throw error;
    return searches.startWithoutJob(exchange, record);
  });
  return started(exchange, PATH, search);
}

async function getBreakdown(exchange: Exchange, options: BreakdownRoutesOptions): Promise<Content> {
  const { searches, clock } = options;
  const startedAt = clock.now();
  const { searchId: id } = exchange.request;
  const record = await searches.find(exchange, PATH);
  const state = hasJob(record) ? await searches.check(exchange, record) : 'failed';
  if (typeof state === 'object') return running(exchange, id, state);
  if (clock.now() - startedAt > LATEST_DOWNLOAD_MS) return running(exchange, id, { retryAfterSeconds: 1 });
  const numbers = await searches.read(exchange, () =>
    state === 'done' ? readExportedNumbers(record, record, options) : readNumbersByName(toQuery(record), options),
  );
  exchange.outcome = 'done';
  return {
    status: 200,
    type: 'application/json',
    body: toBreakdown(id, record, numbers),
    headers: { 'cache-control': 'private, no-store' },
  };
}

function toQuery({ by, from, until }: SearchRecord) {
  if (by === undefined) throw new Error('The record of a breakdown has no property');
  return { dimension: BREAKDOWNS[by], from, until };
}
