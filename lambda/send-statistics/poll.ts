import { type AccountStanding, requireComplete } from './account-standing';
import { callerOf } from './calls';
import type { Clients } from './clients';
import { putGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { accountGauges, ageGauges, type Gauge, neededCounters, windowGauges } from './gauges';
import { readPollEvent } from './poll-event';
import { repairSlots } from './repair';
import { requireTrustworthy, type SendHistory, toSendHistory } from './send-history';
import { getSendStatistics } from './ses';
import { getAccountStanding } from './sesv2';
import { isPresent, publishableWindows } from './slots';
import { type StepFailure, startSteps } from './steps';

export interface PollContext {
  readonly settings: ExporterSettings;
  readonly clients: Clients;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds until the process is ended: calls to AWS end earlier. Default: it is not ended. */
  readonly timeLeftMs?: () => number;
}

/** What one poll knew and did. */
export interface PollReport {
  /** Epoch milliseconds. */
  readonly slot: number;
  /** What was published at the slot; nothing when publishing failed. */
  readonly gauges: readonly Gauge[];
  /** SES's answer; undefined when it gave none. */
  readonly history: SendHistory | undefined;
  /** How many earlier slots were published. */
  readonly repairedSlots: number;
  readonly durationsMs: Readonly<Record<string, number>>;
  readonly failures: readonly StepFailure[];
}

/**
 * One poll: asks SES, publishes the event's slot in a request of its own, then the earlier slots that CloudWatch does
 * not show. A step that fails is reported, and takes with it only the steps that need its result. Each of the three
 * stages leaves time to the next, so that an operation that does not answer does not keep back what the other one said.
 *
 * @throws InvalidEvent for an event that cannot be served; nothing was sent
 */
export async function poll(event: unknown, context: PollContext): Promise<PollReport> {
  const { settings, clients, now, timeLeftMs = () => Number.POSITIVE_INFINITY } = context;
  const { ses, sesv2, cloudwatch } = clients;
  const calledAt = now();
  const order = readPollEvent(event, calledAt);
  const { run, durationsMs, failures } = startSteps();

  const ask = callerOf(timeLeftMs, 2);
  const [answer, account] = await Promise.all([
    run('getSendStatistics', () => ask((abortSignal) => getSendStatistics(ses, abortSignal))),
    run('getAccount', () => ask((abortSignal) => getAccountStanding(sesv2, abortSignal))),
  ]);
  const history = answer && toSendHistory(answer, calledAt, neededCounters(settings));
  const trusted = history && (await run('checkAnswer', async () => requireTrustworthy(history)));
  if (account) await run('checkAccount', async () => requireComplete(account));

  const gauges = gaugesNow(order.slot, calledAt, settings, trusted, account);
  const published = await run('putSlot', async () => {
    await putGauges(cloudwatch, settings.namespace, [{ slot: order.slot, gauges }], callerOf(timeLeftMs, 1));
    return gauges;
  });
  const repair = callerOf(timeLeftMs, 0);
  const repairedSlots =
    trusted && published
      ? await run('repairSlots', () => repairSlots(trusted, calledAt, order, settings, cloudwatch, repair))
      : undefined;

  return {
    slot: order.slot,
    gauges: published ?? [],
    history,
    repairedSlots: repairedSlots ?? 0,
    durationsMs,
    failures,
  };
}

/** All there is to say at the event's slot. */
function gaugesNow(
  slot: number,
  calledAt: number,
  settings: ExporterSettings,
  history: SendHistory | undefined,
  account: AccountStanding | undefined,
): Gauge[] {
  const present = isPresent(slot, calledAt, settings.schedulePeriodMinutes);
  return [
    ...(history
      ? publishableWindows(settings.windows, slot, calledAt).flatMap((window) =>
          windowGauges(history, slot, window, settings),
        )
      : []),
    ...(account && present ? accountGauges(account) : []),
    ...(history && present ? ageGauges(history, slot) : []),
  ];
}
