/** Reads the request for a breakdown. */
import type { RequestBody } from './request';
import { readBody } from './request-body';
import { type BreakdownBy, type BreakdownRequest, SEARCH_SCHEMAS } from './search-schemas';

const DAY_MS = 24 * 60 * 60_000;

const DEFAULT_DAYS = 14;

export interface BreakdownQuery {
  readonly by: BreakdownBy;
  /** Midnight (UTC), epoch milliseconds. */
  readonly from: number;
  /** Midnight (UTC) at the start of today, epoch milliseconds. */
  readonly until: number;
}

/**
 * @param now epoch milliseconds
 * @throws Problem when the body is not a valid request
 */
export function readBreakdownRequest(body: RequestBody, now: number): BreakdownQuery {
  // readBody has checked the members against the schema.
  const { by, days = DEFAULT_DAYS } = readBody(body, SEARCH_SCHEMAS.BreakdownRequest) as unknown as BreakdownRequest;
  const until = Math.floor(now / DAY_MS) * DAY_MS;
  return { by, from: until - days * DAY_MS, until };
}
