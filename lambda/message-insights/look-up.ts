/**
 * Look-ups within the shared budget. A message that is cached, or that another request is looking up, costs no call to
 * SES.
 *
 * Considered and rejected: Powertools' idempotency also stores responses in DynamoDB. But it throws for a duplicate of
 * a request in progress. This code waits for the response instead. Powertools also stores all responses for the same
 * time.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../shared/clock';
import { readCachedMessage } from './cached-message';
import { type CallBudget, createCallBudget } from './call-budget';
import { callInTurn } from './call-in-turn';
import type { Clients } from './clients';
import { type InsightsSettings, MAX_WAIT_FOR_OTHERS_MS, RESERVED_WAIT_MS, SES_TIMEOUT_MS } from './contract';
import { type CacheItem, endLease, type Lease, readCacheEntry, takeLease, writeCacheItem } from './dynamodb';
import { LookUpInProgress } from './failures';
import type { MessageInsights } from './insights';
import { isFresh, lifetimeMs } from './lifetime';
import type { LookUpTrace } from './look-up-trace';
import { mask } from './masking';
import { readHints, toIso } from './message-id';
import { getMessageInsights, type ReportedMessage } from './sesv2';
import { toDestinationInsights } from './status';
import { guardTable, type TableGuard } from './table-guard';
import { IMPLAUSIBLE_MS } from './turns';
import { createVdmReader, type VdmReader } from './vdm';

/** How often a request checks whether another look-up of the same message has finished. */
const CHECK_EVERY_MS = 250;

export interface LookUp {
  readonly messageId: string;
  /** Pseudonym of the caller. The line of turns uses it to share turns fairly. */
  readonly caller: string;
  readonly unmasked: boolean;
  /** Call SES even if the message is cached. */
  readonly refresh: boolean;
}

export interface Answer {
  /** Undefined when SES has no record of this ID. */
  readonly message: MessageInsights | undefined;
  /** When SES responded, epoch milliseconds. */
  readonly answeredAt: number;
}

export interface LookUps {
  /**
   * @throws BudgetSpent when no turn to call SES is free within the waiting time
   * @throws LookUpInProgress when another look-up of the same message does not finish within two seconds
   * @throws SesFailure when SES returns no usable response
   */
  lookUp(lookUp: LookUp, trace: LookUpTrace): Promise<Answer>;
  readonly readVdm: VdmReader;
}

/** Creates the look-ups. Without a DynamoDB client, nothing is cached, and this instance has its own line of turns. */
export function createLookUps(settings: InsightsSettings, { sesv2, dynamodb }: Clients, clock: Clock): LookUps {
  const guard = guardTable(dynamodb && { dynamodb, name: settings.tableName }, clock.now);
  const budget = createCallBudget(guard, clock);
  const context: Context = { settings, sesv2, guard, budget, clock, hasTable: dynamodb !== undefined };
  const inProgress = new Map<string, Promise<Answer>>();

  return {
    readVdm: createVdmReader(sesv2, guard, clock.now),
    async lookUp(lookUp, trace) {
      const key = [lookUp.messageId, lookUp.caller, lookUp.unmasked, lookUp.refresh].join();
      const joined = inProgress.get(key);
      if (joined) trace.source = 'instance';
      const answer = joined ?? startLookUp(context, lookUp, trace).finally(() => inProgress.delete(key));
      inProgress.set(key, answer);
      return answer;
    },
  };
}

interface Context extends Pick<Clients, 'sesv2'> {
  readonly settings: InsightsSettings;
  readonly hasTable: boolean;
  readonly guard: TableGuard;
  readonly budget: CallBudget;
  readonly clock: Clock;
}

async function startLookUp(context: Context, lookUp: LookUp, trace: LookUpTrace): Promise<Answer> {
  return lookUp.unmasked || !context.settings.cache || !context.hasTable
    ? fetchFromSes(context, lookUp, trace)
    : fetchDeduplicated(context, lookUp, trace);
}

/** Returns the latest turn for which a request waits if it starts now. */
function deadlineOf({ settings, clock }: Context): number {
  return clock.now() + settings.maxWaitSeconds * 1000;
}

/** Returns the cached answer, waits for another look-up of the message to cache it, or fetches it under a lease. */
async function fetchDeduplicated(context: Context, lookUp: LookUp, trace: LookUpTrace): Promise<Answer> {
  const { guard, budget, clock } = context;
  const key = cacheKeyOf(lookUp.messageId);
  const holder = randomUUID();
  const waitUntil = clock.now() + MAX_WAIT_FOR_OTHERS_MS;
  /** `answeredAt` of the cached answer that a refreshing look-up rejects. Undefined before the first read. */
  let rejectedAnsweredAt: number | undefined;
  for (;;) {
    const entry = await guard.use(trace, (table) => readCacheEntry(table, key), undefined);
    const item = entry?.item;
    rejectedAnsweredAt ??= lookUp.refresh ? (item?.writtenAt ?? 0) : 0;
    const answer = item && isFresh(item, clock.now()) ? toAnswer(item, lookUp.messageId) : undefined;
    if (answer && answer.answeredAt !== rejectedAnsweredAt) {
      trace.source = 'table';
      return answer;
    }
    if (!isLeased(entry?.leasedUntil, clock.now())) {
      budget.refuseIfSpent(lookUp.caller, deadlineOf(context));
      const until = Math.max(deadlineOf(context), clock.now() + RESERVED_WAIT_MS) + SES_TIMEOUT_MS;
      const lease = { key, holder, now: clock.now(), until };
      if (await guard.use(trace, (table) => takeLease(table, lease), true)) {
        return fetchUnderLease(context, { lookUp, trace, lease });
      }
    }
    if (clock.now() >= waitUntil) throw new LookUpInProgress();
    trace.waitMs += CHECK_EVERY_MS;
    await clock.sleep(CHECK_EVERY_MS);
  }
}

/** Ignores a lease of implausible length. */
function isLeased(leasedUntil = Number.NaN, now: number): boolean {
  return leasedUntil >= now && leasedUntil <= now + IMPLAUSIBLE_MS;
}

async function fetchUnderLease(
  context: Context,
  { lookUp, trace, lease }: { lookUp: LookUp; trace: LookUpTrace; lease: Lease },
): Promise<Answer> {
  let isCached = false;
  try {
    const { cached, ...answer } = await fetchFromSes(context, lookUp, trace);
    isCached = cached;
    return answer;
  } finally {
    if (!isCached) await context.guard.use(trace, (table) => endLease(table, lease), undefined);
  }
}

/** Waits for a turn and returns SES's answer, and whether its masked form was cached. */
async function fetchFromSes(
  context: Context,
  lookUp: LookUp,
  trace: LookUpTrace,
): Promise<Answer & { readonly cached: boolean }> {
  const { settings, guard, clock } = context;
  trace.source = 'ses';
  const turn = { budget: context.budget, caller: lookUp.caller, deadline: deadlineOf(context), trace };
  const reported = await callInTurn(turn, (waitForTurn) =>
    getMessageInsights(context.sesv2, lookUp.messageId, waitForTurn),
  );
  const answeredAt = clock.now();
  const message = reported && toMessageInsights(lookUp.messageId, reported, answeredAt);
  const masked = message && mask(message);
  const key = cacheKeyOf(lookUp.messageId);
  const item = toCacheItem({ message: masked, answeredAt });
  const cached = settings.cache && (await guard.use(trace, (table) => writeCacheItem(table, key, item), false));
  return { message: lookUp.unmasked ? message : masked, answeredAt, cached };
}

function toMessageInsights(messageId: string, reported: ReportedMessage, now: number): MessageInsights {
  const { sentAt, sendingRegion } = readHints(messageId, now);
  return {
    messageId,
    sentAt: toIso(sentAt),
    sendingRegion,
    fromEmailAddress: reported.fromEmailAddress,
    subject: reported.subject ?? null,
    emailTags: reported.emailTags,
    insights: reported.destinations.map((destination) => toDestinationInsights(destination, sentAt)),
  };
}

function cacheKeyOf(messageId: string): string {
  return `message/${messageId}`;
}

function toCacheItem({ message, answeredAt }: Answer): CacheItem {
  return {
    content: message ?? null,
    writtenAt: answeredAt,
    freshUntil: answeredAt + lifetimeMs(message, answeredAt),
  };
}

/** Returns undefined for content of another shape or of another message, so that SES is called again. */
function toAnswer({ content, writtenAt }: CacheItem, messageId: string): Answer | undefined {
  const cached = readCachedMessage(content, messageId);
  return cached && { message: cached.known ? cached.message : undefined, answeredAt: writtenAt };
}
