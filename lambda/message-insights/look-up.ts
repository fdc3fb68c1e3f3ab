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
import { type InsightsSettings, MAX_WAIT_FOR_OTHERS_MS, SES_TIMEOUT_MS } from './contract';
import { endLease, type KeptItem, readEntry, type Table, takeLease, writeItem } from './dynamodb';
import { AskedAlready, BudgetSpent, SesFailure } from './failures';
import { type MessageInsights, toDestinationInsights } from './insights';
import { lifetimeMs } from './lifetime';
import type { LookUpTrace } from './look-up-trace';
import { mask } from './masking';
import { readHints, toIso } from './message-id';
import { getMessageInsights, type ReportedMessage } from './sesv2';
import { guardTable, type TableGuard } from './table-guard';
import { rememberVdm, type VdmMemory } from './vdm';

/** How often a request looks whether the answer that somebody else waits for has come. */
const LOOK_AGAIN_MS = 250;

/** Clocks that are further apart than this are wrong. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface Order {
  readonly messageId: string;
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
  readonly isVdmEnabled: VdmMemory;
}

export function createLookUps(settings: InsightsSettings, { sesv2, dynamodb }: Clients, clock: Clock): LookUps {
  const table: Table = { dynamodb, name: settings.tableName };
  const guard = guardTable(clock.now);
  const budget = createCallBudget(table, guard, clock);
  const isVdmEnabled = rememberVdm(sesv2, table, guard, clock.now);
  const context: Context = { settings, sesv2, table, guard, budget, clock };
  const underWay = new Map<string, Promise<Answer>>();

  return {
    isVdmEnabled,
    async lookUp(order, trace) {
      const key = [order.messageId, order.unmasked, order.refresh].join();
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
  readonly table: Table;
  readonly guard: TableGuard;
  readonly budget: CallBudget;
  readonly clock: Clock;
}

async function start(context: Context, order: Order, trace: LookUpTrace): Promise<Answer> {
  return order.unmasked || !context.settings.cache
    ? askSes(context, order, trace)
    : askOnceForAll(context, order, trace);
}

/** The latest turn that a request waits for which begins to wait now. */
function deadlineOf({ settings, clock }: Context): number {
  return clock.now() + settings.maxWaitSeconds * 1000;
}

/** The kept answer, or that of whoever asks at the moment, or else SES's. */
async function askOnceForAll(context: Context, order: Order, trace: LookUpTrace): Promise<Answer> {
  const { table, guard, budget, clock } = context;
  const key = keyOf(order.messageId);
  const holder = randomUUID();
  const waitUntil = clock.now() + MAX_WAIT_FOR_OTHERS_MS;
  /** When the answer was written that a refreshing order has enough of; undefined: not looked yet. */
  let outdated: number | undefined;
  for (;;) {
    const { kept, leasedUntil = 0 } = await guard.use(trace, () => readEntry(table, key), {});
    outdated ??= order.refresh ? (kept?.writtenAt ?? 0) : 0;
    if (kept && isFresh(kept, clock.now()) && kept.writtenAt !== outdated) {
      trace.source = 'table';
      return toAnswer(kept);
    }
    if (leasedUntil < clock.now()) {
      budget.refuseIfSpent(deadlineOf(context));
      const leaseEnd = deadlineOf(context) + SES_TIMEOUT_MS;
      if (await guard.use(trace, () => takeLease(table, key, holder, clock.now(), leaseEnd), true)) {
        return askUnderLease(context, order, trace, holder);
      }
    }
    if (clock.now() >= waitUntil) throw new AskedAlready();
    trace.waitMs += LOOK_AGAIN_MS;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

/** What a clock gone wrong has written is not believed. */
function isFresh({ writtenAt, freshUntil }: KeptItem, now: number): boolean {
  return now < freshUntil && writtenAt < now + CLOCK_TOLERANCE_MS;
}

async function askUnderLease(context: Context, order: Order, trace: LookUpTrace, holder: string): Promise<Answer> {
  const { table, guard } = context;
  let isKept = false;
  try {
    const { kept, ...answer } = await askSes(context, order, trace);
    isKept = kept;
    return answer;
  } finally {
    if (!isKept) await guard.use(trace, () => endLease(table, keyOf(order.messageId), holder), undefined);
  }
}

/** SES's answer, as soon as it is our turn, and whether what may be kept of it was. */
async function askSes(
  context: Context,
  order: Order,
  trace: LookUpTrace,
): Promise<Answer & { readonly kept: boolean }> {
  const { settings, table, guard, clock } = context;
  trace.source = 'ses';
  const reported = await takeTurns(context, order.messageId, trace);
  const askedAt = clock.now();
  const message = reported && toMessageInsights(order.messageId, reported, askedAt);
  const masked = message && mask(message);
  const item = toItem({ message: masked, askedAt });
  const kept = settings.cache && (await guard.use(trace, () => writeItem(table, keyOf(order.messageId), item), false));
  return { message: order.unmasked ? message : masked, askedAt, kept };
}

/** Somebody else in the account may have had SES's second: then the next turn is waited for. */
async function takeTurns(
  context: Context,
  messageId: string,
  trace: LookUpTrace,
): Promise<ReportedMessage | undefined> {
  const { sesv2, budget } = context;
  const deadline = deadlineOf(context);
  let throttled: SesFailure | undefined;
  for (;;) {
    let calledAt = Number.NaN;
    const turn = async () => {
      await budget.waitForTurn(deadline, trace);
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
    content: JSON.stringify(message ?? null),
    writtenAt: askedAt,
    freshUntil: askedAt + lifetimeMs(message, askedAt),
  };
}

function toAnswer({ content, writtenAt }: KeptItem): Answer {
  return { message: JSON.parse(content) ?? undefined, askedAt: writtenAt };
}
