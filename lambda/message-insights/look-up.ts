/**
 * Looks messages up within the shared budget: what somebody else has asked, or asks at the moment, is not asked again.
 *
 * Looked at, and why not: Powertools' idempotency keeps answers in DynamoDB too, but throws for a request whose twin is
 * under way where ours waits for its answer, and keeps all of them equally long.
 */
import { randomUUID } from 'node:crypto';
import { type CallBudget, createCallBudget } from './call-budget';
import type { Clients } from './clients';
import type { Clock } from './clock';
import { type InsightsSettings, KEPT_WAIT_MS, MAX_WAIT_FOR_OTHERS_MS, SES_TIMEOUT_MS } from './contract';
import { endLease, type KeptItem, readEntry, takeLease, writeItem } from './dynamodb';
import { AskedAlready, BudgetSpent, SesFailure } from './failures';
import { type MessageInsights, toDestinationInsights } from './insights';
import { readKeptAnswer } from './kept-answer';
import { isFresh, lifetimeMs } from './lifetime';
import type { LookUpTrace } from './look-up-trace';
import { mask } from './masking';
import { readHints, toIso } from './message-id';
import { getMessageInsights, type ReportedMessage } from './sesv2';
import { guardTable, type TableGuard } from './table-guard';
import { IMPLAUSIBLE_MS } from './turns';
import { rememberVdm, type VdmMemory } from './vdm';

/** How often a request looks whether the answer that somebody else waits for has come. */
const LOOK_AGAIN_MS = 250;

export interface Order {
  readonly messageId: string;
  /** Pseudonym of who asks: callers take turns. */
  readonly caller: string;
  readonly unmasked: boolean;
  /** Ask SES, even if an answer has been kept. */
  readonly refresh: boolean;
}

export interface Answer {
  /** Undefined when SES knows none of this id. */
  readonly message: MessageInsights | undefined;
  /** When SES said so, epoch milliseconds. */
  readonly askedAt: number;
}

export interface LookUps {
  /**
   * @throws BudgetSpent when no turn to call SES came within the waiting time
   * @throws AskedAlready when somebody else asks for the same message, and has no answer within two seconds
   * @throws SesFailure when SES gave no answer
   */
  lookUp(order: Order, trace: LookUpTrace): Promise<Answer>;
  readonly readVdm: VdmMemory;
}

/** Without a DynamoDB client nothing is kept, and the turns are this instance's own. */
export function createLookUps(settings: InsightsSettings, { sesv2, dynamodb }: Clients, clock: Clock): LookUps {
  const guard = guardTable(dynamodb && { dynamodb, name: settings.tableName }, clock.now);
  const budget = createCallBudget(guard, clock);
  const context: Context = { settings, sesv2, guard, budget, clock, hasTable: dynamodb !== undefined };
  const underWay = new Map<string, Promise<Answer>>();

  return {
    readVdm: rememberVdm(sesv2, guard, clock.now),
    async lookUp(order, trace) {
      const key = [order.messageId, order.caller, order.unmasked, order.refresh].join();
      const joined = underWay.get(key);
      if (joined) trace.source = 'instance';
      const answer = joined ?? start(context, order, trace).finally(() => underWay.delete(key));
      underWay.set(key, answer);
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

async function start(context: Context, order: Order, trace: LookUpTrace): Promise<Answer> {
  return order.unmasked || !context.settings.cache || !context.hasTable
    ? askSes(context, order, trace)
    : askOnceForAll(context, order, trace);
}

/** The latest turn that a request waits for which begins to wait now. */
function deadlineOf({ settings, clock }: Context): number {
  return clock.now() + settings.maxWaitSeconds * 1000;
}

/** The kept answer, or that of whoever asks at the moment, or else SES's. */
async function askOnceForAll(context: Context, order: Order, trace: LookUpTrace): Promise<Answer> {
  const { guard, budget, clock } = context;
  const key = keyOf(order.messageId);
  const holder = randomUUID();
  const waitUntil = clock.now() + MAX_WAIT_FOR_OTHERS_MS;
  /** When the answer was written that a refreshing order has enough of; undefined: not looked yet. */
  let outdated: number | undefined;
  for (;;) {
    const entry = await guard.use(trace, (table) => readEntry(table, key), undefined);
    const kept = entry?.kept;
    outdated ??= order.refresh ? (kept?.writtenAt ?? 0) : 0;
    const answer = kept && isFresh(kept, clock.now()) ? toAnswer(kept, order.messageId) : undefined;
    if (answer && answer.askedAt !== outdated) {
      trace.source = 'table';
      return answer;
    }
    if (!isLeased(entry?.leasedUntil, clock.now())) {
      budget.refuseIfSpent(order.caller, deadlineOf(context));
      const leaseEnd = Math.max(deadlineOf(context), clock.now() + KEPT_WAIT_MS) + SES_TIMEOUT_MS;
      if (await guard.use(trace, (table) => takeLease(table, key, holder, clock.now(), leaseEnd), true)) {
        return askUnderLease(context, order, trace, holder);
      }
    }
    if (clock.now() >= waitUntil) throw new AskedAlready();
    trace.waitMs += LOOK_AGAIN_MS;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

/** No lease is as long as an implausible one. */
function isLeased(leasedUntil = Number.NaN, now: number): boolean {
  return leasedUntil >= now && leasedUntil <= now + IMPLAUSIBLE_MS;
}

async function askUnderLease(context: Context, order: Order, trace: LookUpTrace, holder: string): Promise<Answer> {
  const { guard } = context;
  let isKept = false;
  try {
    const { kept, ...answer } = await askSes(context, order, trace);
    isKept = kept;
    return answer;
  } finally {
    if (!isKept) await guard.use(trace, (table) => endLease(table, keyOf(order.messageId), holder), undefined);
  }
}

/** SES's answer, as soon as it is our turn, and whether what may be kept of it was. */
async function askSes(
  context: Context,
  order: Order,
  trace: LookUpTrace,
): Promise<Answer & { readonly kept: boolean }> {
  const { settings, guard, clock } = context;
  trace.source = 'ses';
  const reported = await takeTurns(context, order, trace);
  const askedAt = clock.now();
  const message = reported && toMessageInsights(order.messageId, reported, askedAt);
  const masked = message && mask(message);
  const item = toItem({ message: masked, askedAt });
  const kept =
    settings.cache && (await guard.use(trace, (table) => writeItem(table, keyOf(order.messageId), item), false));
  return { message: order.unmasked ? message : masked, askedAt, kept };
}

/** Somebody else in the account may have had SES's second: then the next turn is waited for. */
async function takeTurns(
  context: Context,
  { messageId, caller }: Order,
  trace: LookUpTrace,
): Promise<ReportedMessage | undefined> {
  const { sesv2, budget } = context;
  const deadline = deadlineOf(context);
  let throttled: SesFailure | undefined;
  for (;;) {
    let calledAt = Number.NaN;
    const turn = async () => {
      await budget.waitForTurn(caller, deadline, trace);
      trace.sesCalls++;
      calledAt = performance.now();
    };
    try {
      return await getMessageInsights(sesv2, messageId, turn);
    } catch (error) {
      if (error instanceof BudgetSpent && throttled) throw throttled;
      if (!(error instanceof SesFailure && error.kind === 'throttled')) throw error;
      throttled = error;
    } finally {
      if (!Number.isNaN(calledAt)) trace.sesMs += performance.now() - calledAt;
    }
  }
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

function keyOf(messageId: string): string {
  return `message/${messageId}`;
}

function toItem({ message, askedAt }: Answer): KeptItem {
  return {
    content: message ?? null,
    writtenAt: askedAt,
    freshUntil: askedAt + lifetimeMs(message, askedAt),
  };
}

/** Undefined for what was kept in another shape, or of another message: then SES is asked again. */
function toAnswer({ content, writtenAt }: KeptItem, messageId: string): Answer | undefined {
  const kept = readKeptAnswer(content, messageId);
  return kept && { message: kept.known ? kept.message : undefined, askedAt: writtenAt };
}
