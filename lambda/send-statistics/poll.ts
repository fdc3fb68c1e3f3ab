import type { Clients } from './clients';
import { putGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { type AccountStanding, accountGauges, ageGauges, type Gauge, neededCounters, windowGauges } from './gauges';
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
  /** Ends every call to AWS. */
  readonly abortSignal?: AbortSignal;
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
 * not show. A step that fails is reported, and takes with it only the steps that need its result.
 *
 * @throws InvalidEvent for an event that cannot be served; nothing was sent
 */
export async function poll(event: unknown, { settings, clients, now, abortSignal }: PollContext): Promise<PollReport> {
  const { ses, sesv2, cloudwatch } = clients;
  const calledAt = now();
  const order = readPollEvent(event, calledAt);
  const { run, durationsMs, failures } = startSteps();

  const [answer, account] = await Promise.all([
    run('getSendStatistics', () => getSendStatistics(ses, abortSignal)),
    run('getAccount', () => getAccountStanding(sesv2, abortSignal)),
  ]);
  const history = answer && toSendHistory(answer, calledAt, neededCounters(settings));
  const trusted = history && (await run('checkAnswer', async () => requireTrustworthy(history)));

  const gauges = gaugesNow(order.slot, calledAt, settings, trusted, account);
  const published = await run('putSlot', async () => {
    await putGauges(cloudwatch, settings.namespace, [{ slot: order.slot, gauges }], abortSignal);
    return gauges;
  });
  const repairedSlots =
    trusted && published
      ? await run('repairSlots', () => repairSlots(trusted, calledAt, order, settings, cloudwatch, abortSignal))
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
