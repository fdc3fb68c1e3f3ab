/** The routes of searches: one starts a search, the other returns its state or its result. */
import type { Clock } from '../shared/clock';
import type { ExportJobs } from '../shared/export-jobs/jobs';
import type { Exchange, Route } from './exchange';
import { toAuditLine } from './log-line';
import { addToVdmOff } from './problem';
import { failed, running, started } from './progress';
import { nameOf } from './request';
import type { Content } from './response';
import { toSearch } from './search-answer';
import { readPage } from './search-pages';
import type { SearchPath } from './search-record';
import { readSearchRequest } from './search-request';
import type { Searches } from './searches';

export interface SearchRoutesOptions {
  readonly searches: Searches;
  readonly jobs: ExportJobs;
  readonly clock: Clock;
  readonly log: Pick<Console, 'info'>;
}

/** If SES takes longer to report the state, the caller asks again, because the download takes up to 25 seconds. */
export const LATEST_DOWNLOAD_MS = 2_000;

const MASKED_PATH: SearchPath = '/v1/searches';
const UNMASKED_PATH: SearchPath = '/v1/unmasked/searches';

/** What SES does without Virtual Deliverability Manager. */
const SUPPRESSED =
  'Without it, SES still lists the addresses that it suppresses: aws sesv2 list-suppressed-destinations --reasons BOUNCE COMPLAINT. POST /v1/recipients, or npm run insights -- --to ADDRESS, names the message that caused one.';

type SearchRoute = 'startSearch' | 'search' | 'startUnmaskedSearch' | 'unmaskedSearch';

export function createSearchRoutes(options: SearchRoutesOptions): Record<SearchRoute, Route> {
  return {
    startSearch: (exchange) => startSearch(exchange, MASKED_PATH, options).catch(addToVdmOff(SUPPRESSED)),
    search: (exchange) => getSearch(exchange, MASKED_PATH, options).catch(addToVdmOff(SUPPRESSED)),
    startUnmaskedSearch: (exchange) => startSearch(exchange, UNMASKED_PATH, options).catch(addToVdmOff(SUPPRESSED)),
    unmaskedSearch: (exchange) => getSearch(exchange, UNMASKED_PATH, options).catch(addToVdmOff(SUPPRESSED)),
  };
}

async function startSearch(exchange: Exchange, path: SearchPath, options: SearchRoutesOptions): Promise<Content> {
  const { searches, clock } = options;
  nameOf(exchange.request);
  const { kind, span, mail, hasWildcard, recipient, canonical } = readSearchRequest(
    exchange.request.body,
    path === UNMASKED_PATH,
    clock.now(),
  );
  const record = { path, kind, ...span, limit: mail.maxRows, hasWildcard };
  const search = await searches.start(exchange, { record, recipient, query: { mail }, canonical });
  audit(exchange, path, options);
  return started(exchange, path, search);
}

async function getSearch(exchange: Exchange, path: SearchPath, options: SearchRoutesOptions): Promise<Content> {
  const { searches, jobs, clock } = options;
  const { searchId: id, page } = exchange.request;
  const startedAt = clock.now();
  const record = await searches.find(exchange, path);
  const offset = readPage(page, record);
  audit(exchange, path, options);
  const state = await searches.check(exchange, record);
  if (typeof state === 'object') return running(exchange, id, state);
  if (state === 'failed') return failed(exchange, id);
  if (clock.now() - startedAt > LATEST_DOWNLOAD_MS) return running(exchange, id, { retryAfterSeconds: 1 });
  exchange.outcome = 'done';
  const file = await searches.read(exchange, () => jobs.readMail(record, record.limit));
  return {
    status: 200,
    type: 'application/json',
    body: toSearch({ id, record, offset, file }),
    headers: { 'cache-control': 'private, no-store' },
  };
}

function audit(exchange: Exchange, path: SearchPath, { log, clock }: SearchRoutesOptions): void {
  const { request, search } = exchange;
  if (path === UNMASKED_PATH && search !== undefined) log.info(toAuditLine(request, { search }, clock.now()));
}
