/** The route that explains why one person gets no mail. It also answers without Virtual Deliverability Manager. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../shared/clock';
import { MAX_ROWS } from '../shared/export-jobs/job-request';
import { isAddress } from './addresses';
import type { CallBudget } from './call-budget';
import { callInTurn } from './call-in-turn';
import { pseudonymOf } from './caller';
import { type InsightsSettings, SES_TIMEOUT_MS } from './contract';
import { toProblem } from './error-problems';
import type { Exchange, Route } from './exchange';
import type { LookUps } from './look-up';
import { findMessageIds, readHints } from './message-id';
import { explainNotFound } from './not-found';
import { invalidRequest, PROBLEMS, type Problem } from './problem';
import { toRecipient } from './recipient-answer';
import type { RequestBody } from './request';
import { readBody } from './request-body';
import type { Content } from './response';
import { SEARCH_SCHEMAS, type StartedSearch, type SuppressionEntry } from './search-schemas';
import type { Searches } from './searches';
import { getSuppressedDestination, type SuppressedDestination } from './sesv2';

/** A mail that somebody misses is usually a few days old. */
const SEARCHED_DAYS = 7;
const DAY_MS = 24 * 60 * 60_000;

export interface RecipientRouteOptions {
  readonly settings: InsightsSettings;
  readonly sesv2: SESv2Client;
  /** Turns to read the suppression list. */
  readonly budget: CallBudget;
  readonly lookUps: LookUps;
  readonly searches: Searches;
  /** The Region of SES. */
  readonly region: string;
  readonly clock: Clock;
}

export function createRecipientRoute(options: RecipientRouteOptions): Record<'recipient', Route> {
  return { recipient: (exchange) => explainRecipient(exchange, options) };
}

async function explainRecipient(exchange: Exchange, options: RecipientRouteOptions): Promise<Content> {
  const address = readAddress(exchange.request.body);
  const startedAt = options.clock.now();
  const [listing, start] = await Promise.all([
    readListing(exchange, address, options),
    startSearch(exchange, address, options),
  ]);
  // Nothing is known: the caller gets the problem, with the time to retry.
  if ('problem' in listing && 'problem' in start) throw listing.error;
  const suppression =
    'problem' in listing
      ? { listed: null, unknown: describeProblem(listing.problem) }
      : await describe(exchange, { listing, start, startedAt }, options);
  const search: StartedSearch =
    'problem' in start ? { notStarted: describeProblem(start.problem) } : { ...start, state: 'running' };
  const facts = { address, suppression, search, region: options.region, searchedDays: SEARCHED_DAYS };
  return {
    status: 200,
    type: 'application/json',
    body: toRecipient(facts),
    headers: { 'cache-control': 'private, no-store' },
  };
}

function readAddress(body: RequestBody): string {
  const { address } = readBody(body, SEARCH_SCHEMAS.RecipientRequest);
  if (typeof address === 'string' && isAddress(address)) return address;
  throw invalidRequest(
    '"address" must be one e-mail address without a name, spaces, quotes or wildcards, such as "customer@example.com".',
  );
}

interface Unknown {
  readonly problem: Problem;
  readonly error: unknown;
}

interface Listing {
  /** Undefined if the address is not on the list. */
  readonly entry: SuppressedDestination | undefined;
}

/** Returns what happened and what to do, because an answer of this route shows no title beside it. */
function describeProblem({ kind, message }: Problem): string {
  return `${PROBLEMS[kind].title} ${message}`;
}

/** Looks the address up as given and in lower case, because SES distinguishes them. */
async function readListing(
  { request, trace }: Exchange,
  address: string,
  { settings, sesv2, budget, clock }: RecipientRouteOptions,
): Promise<Listing | Unknown> {
  const deadline = clock.now() + settings.maxWaitSeconds * 1000;
  let unknown: Unknown | undefined;
  for (const spelling of new Set([address, address.toLowerCase()])) {
    try {
      const turn = { budget, caller: pseudonymOf(request.caller), deadline, trace };
      const entry = await callInTurn(turn, (waitForTurn) => getSuppressedDestination(sesv2, spelling, waitForTurn));
      if (entry) return { entry };
    } catch (error) {
      unknown ??= { problem: toProblem(error, clock.now(), 'recipient'), error };
    }
  }
  return unknown ?? { entry: undefined };
}

type Start = { readonly id: string; readonly retryAfterSeconds: number } | Unknown;

async function startSearch(
  exchange: Exchange,
  address: string,
  { searches, clock }: RecipientRouteOptions,
): Promise<Start> {
  const until = clock.now();
  const from = until - SEARCHED_DAYS * DAY_MS;
  try {
    return await searches.start(exchange, {
      record: { path: '/v1/searches', kind: 'rows', from, until, limit: MAX_ROWS, hasWildcard: false },
      recipient: address,
      query: { mail: { to: address, sentFrom: from, sentUntil: until, maxRows: MAX_ROWS } },
      canonical: JSON.stringify({ recipient: address }),
    });
  } catch (error) {
    return { problem: toProblem(error, clock.now(), 'search'), error };
  }
}

interface Known {
  readonly listing: Listing;
  readonly start: Start;
  readonly startedAt: number;
}

async function describe(
  exchange: Exchange,
  { listing: { entry }, start, startedAt }: Known,
  options: RecipientRouteOptions,
): Promise<SuppressionEntry> {
  if (!entry) return { listed: false };
  const { address, reason, since, messageId = '' } = entry;
  const listed = { listed: true, address, reason: reason && ofSes(reason), since };
  const [causeMessageId, ...others] = findMessageIds(messageId);
  if (causeMessageId === undefined || others.length > 0) {
    return { ...listed, causeUnknown: 'SES does not name the message that put the address on the list.' };
  }
  // The rest of the time must suffice for a whole look-up (see `longestRequestMs`).
  if (options.clock.now() - startedAt > SES_TIMEOUT_MS) {
    return {
      ...listed,
      causeMessageId,
      causeUnknown: 'SES responded late, so there was no time to look the message up. Look it up by its ID.',
    };
  }
  return { ...listed, causeMessageId, ...(await readCause(exchange, { causeMessageId, start }, options)) };
}

async function readCause(
  { request, trace }: Exchange,
  { causeMessageId, start }: { readonly causeMessageId: string; readonly start: Start },
  { lookUps, clock, region }: RecipientRouteOptions,
): Promise<Pick<SuppressionEntry, 'cause' | 'causeUnknown'>> {
  try {
    const caller = pseudonymOf(request.caller);
    const lookUp = { messageId: causeMessageId, caller, unmasked: false, refresh: request.refresh };
    const { message } = await lookUps.lookUp(lookUp, trace);
    if (message) return { cause: message };
    const now = clock.now();
    const isVdmOff = 'problem' in start && start.problem.kind === 'vdm-off';
    const vdm = { enabled: 'problem' in start ? (isVdmOff ? false : undefined) : true };
    const hints = readHints(causeMessageId, now);
    return { causeUnknown: describeProblem(explainNotFound({ hints, vdm, region, now, ageSeconds: 0 })) };
  } catch (error) {
    return { causeUnknown: describeProblem(toProblem(error, clock.now())) };
  }
}

/** Hides a reason that does not have the form of SES's reasons. */
function ofSes(reason: string): string {
  return /^[A-Z_]{1,40}$/.test(reason) ? reason : 'UNKNOWN';
}
