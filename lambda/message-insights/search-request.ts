/** Reads a search from the body of a request, and refuses searches that would reveal who gets which mail. */
import { MAX_ROWS, type MailQuery } from '../shared/export-jobs/job-request';
import { MIN_RECIPIENTS } from '../shared/mail/disclosure';
import { DELIVERY_EVENT, LOOK_BACK_MS } from '../shared/mail/groups';
import { isAddress, isEveryoneAtDomain } from './addresses';
import { invalidRequest } from './problem';
import type { RequestBody } from './request';
import { readBody } from './request-body';
import { OUTCOMES, PRESETS, SEARCH_SCHEMAS, type SearchRequest } from './search-schemas';
import { LONGEST_SPAN_MS, readTimeSpan, type TimeSpan } from './time-span';

/** `rows` returns mail. The others count events by the properties of the mail. */
export type SearchKind = 'rows' | 'bouncing' | 'complaining';

export interface SearchOrder {
  readonly kind: SearchKind;
  readonly span: TimeSpan;
  readonly mail: MailQuery;
  /** Whether a filter has a wildcard. */
  readonly hasWildcard: boolean;
  /** The whole address that the caller searches for. */
  readonly recipient?: string;
  /** The request, in the same form for every order of its members. It may be personal data. */
  readonly canonical: string;
}

/** @throws Problem when the body is not a valid search of a masked or an unmasked route */
export function readSearchRequest(body: RequestBody, unmasked: boolean, now: number): SearchOrder {
  const request: SearchRequest = readBody(body, SEARCH_SCHEMAS.SearchRequest);
  return request.preset === undefined ? toRowSearch(request, unmasked, now) : toPreset(request, unmasked, now);
}

function toPreset(request: SearchRequest, unmasked: boolean, now: number): SearchOrder {
  const { preset, since, until, ...others } = request;
  const [other] = Object.keys(others);
  if (unmasked) {
    throw invalidRequest('"preset" counts mail without personal data. Start it with POST /v1/searches.');
  }
  if (other !== undefined)
    throw invalidRequest(`"preset" allows only "since" and "until" beside it. Remove "${other}".`);
  const kind = preset as keyof typeof PRESETS;
  const event = PRESETS[kind];
  const span = readTimeSpan({ since, until }, now);
  const mail: MailQuery = {
    // SES filters by the time of sending, and mail that bounces now may have been sent before the span.
    sentFrom: Math.max(span.from - LOOK_BACK_MS[event], now - LONGEST_SPAN_MS),
    sentUntil: span.until,
    deliveryEvents: [DELIVERY_EVENT[event]],
    maxRows: MAX_ROWS,
  };
  return { kind, span, mail, hasWildcard: false, canonical: canonicalOf(request) };
}

function toRowSearch(request: SearchRequest, unmasked: boolean, now: number): SearchOrder {
  const { to, from, subject, isp, outcome, since, until, limit = MAX_ROWS } = request;
  for (const [name, value] of Object.entries({ to, from, subject })) refuseInnerWildcard(name, value);
  if (isp?.includes('*')) throw invalidRequest('"isp" allows no wildcard. Name one provider, such as "Gmail".');
  const hasWildcard = [to, from, subject].some((value) => value?.includes('*'));
  const recipient = to !== undefined && isAddress(to) ? to : undefined;
  if (!unmasked) {
    refuseOracle(request, recipient);
    if (hasWildcard) refuseSmallLimit(limit);
  }
  const span = readTimeSpan({ since, until }, now);
  const mail: MailQuery = {
    sentFrom: span.from,
    sentUntil: span.until,
    to,
    from,
    subject,
    isp,
    deliveryEvents: outcome && OUTCOMES[outcome],
    maxRows: limit,
  };
  return { kind: 'rows', span, mail, hasWildcard, recipient, canonical: canonicalOf(request) };
}

function refuseInnerWildcard(name: string, value: string | undefined): void {
  if (value === undefined) return;
  if (/^\*+$/.test(value)) throw invalidRequest(`"${name}" is only a wildcard. Leave it out to find all mail.`);
  if (value.slice(1, -1).includes('*')) {
    throw invalidRequest(
      `"${name}" has a wildcard in the middle. SES allows "*" only as the first and the last character.`,
    );
  }
}

/** Without these rules, a caller could guess the address or the subject of one person's mail, one letter at a time. */
function refuseOracle({ to, from, subject }: SearchRequest, recipient: string | undefined): void {
  if (to !== undefined && recipient === undefined && !isEveryoneAtDomain(to)) {
    throw invalidRequest(
      '"to" must be one whole address, or "*@" and a domain. Other wildcards need /v1/unmasked/searches.',
    );
  }
  if (recipient !== undefined && subject !== undefined) {
    throw invalidRequest(
      '"subject" and a whole address in "to" reveal what one person gets. Remove one of them, or use /v1/unmasked/searches.',
    );
  }
  if (recipient !== undefined && from?.includes('*')) {
    throw invalidRequest(
      'A wildcard in "from" and a whole address in "to" reveal who writes to one person. Remove the wildcard, or use /v1/unmasked/searches.',
    );
  }
}

/** A result of fewer recipients is never shown, so the answer would be misleading. */
function refuseSmallLimit(limit: number): void {
  if (limit >= MIN_RECIPIENTS) return;
  throw invalidRequest(
    `"limit" must be at least ${MIN_RECIPIENTS} in a search with a wildcard, got ${limit}: a result of fewer than ${MIN_RECIPIENTS} recipients is not shown.`,
  );
}

function canonicalOf(request: SearchRequest): string {
  return JSON.stringify(Object.entries(request).sort(([one], [other]) => (one < other ? -1 : 1)));
}
