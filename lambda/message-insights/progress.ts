/** The responses of searches and breakdowns that have no result. */
import type { Exchange } from './exchange';
import type { Content } from './response';

interface Retry {
  readonly retryAfterSeconds: number;
}

/** Returns the response to a request that started a search or a breakdown. */
export function started(exchange: Exchange, path: string, search: Retry & { readonly id: string }): Content {
  exchange.outcome = 'started';
  const { id, retryAfterSeconds } = search;
  return {
    status: 202,
    type: 'application/json',
    body: { id, state: 'running', retryAfterSeconds },
    headers: { location: `${path}/${id}`, 'retry-after': String(retryAfterSeconds) },
  };
}

/** Returns the response while SES works on a search or a breakdown. */
export function running(exchange: Exchange, id: string, { retryAfterSeconds }: Retry): Content {
  exchange.outcome = 'running';
  return {
    status: 200,
    type: 'application/json',
    body: { id, state: 'running', retryAfterSeconds },
    headers: { 'retry-after': String(retryAfterSeconds), 'cache-control': 'private, no-store' },
  };
}

/** Returns the response after SES could not finish the job of a search or a breakdown. */
export function failed(exchange: Exchange, id: string): Content {
  exchange.outcome = 'failed';
  const detail = 'SES could not finish the job. Start it again. If it fails again, choose a shorter time range.';
  return { status: 200, type: 'application/json', body: { id, state: 'failed', detail } };
}
