import { type AccountStanding, assertComplete } from './account-standing';
import { limitCalls } from './calls';
import type { Clients } from './clients';
import { putGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { accountGauges, ageGauges, type Gauge, neededCounters, weekBeforeGauges, windowGauges } from './gauges';
import { readPollEvent } from './poll-event';
import type { PollReport } from './poll-report';
import { findMissingSlots, repairSlots } from './repair';
import { assertReliable, type SendHistory, toSendHistory } from './send-history';
import { getSendStatistics } from './ses';
import { getAccountStanding } from './sesv2';
import { isCurrent, publishableWindows } from './slots';
import { startSteps } from './steps';

export interface PollContext {
  readonly settings: ExporterSettings;
  readonly clients: Clients;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Returns the milliseconds until the process ends. Calls to AWS end earlier. Default: no limit. */
  readonly timeLeftMs?: () => number;
}

/**
 * Runs one poll. It calls SES, publishes the event's slot in its own request, and then publishes the earlier slots that
 * CloudWatch does not show. The search for these slots starts beside the calls to SES, and the event's slot does not wait
 * for it.
 *
 * The report has every failed step. The poll skips only the steps that need the result of a failed one. Each of the
 * three stages leaves time for the next, so the results of the other operations are published even if one hangs.
 *
 * @throws InvalidEvent when the event cannot be used. Nothing is published then.
 */
export async function poll(event: unknown, context: PollContext): Promise<PollReport> {
  const { settings, clients, now, timeLeftMs = () => Number.POSITIVE_INFINITY } = context;
  const { ses, sesv2, cloudwatch } = clients;
  const { namespace } = settings;
  const calledAt = now();
  const { slot, backfillMs } = readPollEvent(event, calledAt);
  const { run, durationsMs, failures } = startSteps();

  const limitReads = limitCalls(timeLeftMs, 2);
  const readingSes = Promise.all([
    run('getSendStatistics', () => limitReads((abortSignal) => getSendStatistics(ses, abortSignal))),
    run('getAccount', () => limitReads((abortSignal) => getAccountStanding(sesv2, abortSignal))),
  ]);
  const searching = run('findMissingSlots', () =>
    limitReads((abortSignal) => findMissingSlots(cloudwatch, { calledAt, slot, backfillMs, settings, abortSignal })),
  );
  const [points, account] = await readingSes;
  const history = points && toSendHistory(points, calledAt, neededCounters(settings));
  const trusted = history && (await run('checkAnswer', async () => assertReliable(history)));
  if (account) await run('checkAccount', async () => assertComplete(account));

  const gauges = currentGauges({ slot, calledAt, settings, history: trusted, account });
  const published = await run('putSlot', async () => {
    await putGauges(cloudwatch, { namespace, groups: [{ slot, gauges }], limit: limitCalls(timeLeftMs, 1) });
    return gauges;
  });
  const missing = await searching;
  const limit = limitCalls(timeLeftMs, 0);
  const repairedSlots =
    trusted && published && missing
      ? await run('repairSlots', () =>
          repairSlots(cloudwatch, { missing, history: trusted, calledAt, settings, limit }),
        )
      : undefined;

  return { slot, gauges: published ?? [], history, repairedSlots: repairedSlots ?? 0, durationsMs, failures };
}

interface CurrentState {
  readonly slot: number;
  readonly calledAt: number;
  readonly settings: ExporterSettings;
  readonly history: SendHistory | undefined;
  readonly account: AccountStanding | undefined;
}

/** Returns every gauge of the event's slot. */
function currentGauges({ slot, calledAt, settings, history, account }: CurrentState): Gauge[] {
  const { windows, schedulePeriodMinutes } = settings;
  const isCurrentSlot = isCurrent({ slot, now: calledAt, periodMinutes: schedulePeriodMinutes });
  return [
    ...(history
      ? [
          ...publishableWindows({ windows, slot, calledAt }).flatMap((window) =>
            windowGauges(history, { slot, window, settings }),
          ),
          ...weekBeforeGauges(history, { slot, calledAt, settings }),
        ]
      : []),
    ...(account && isCurrentSlot ? accountGauges(account) : []),
    ...(history && isCurrentSlot ? ageGauges(history, slot) : []),
  ];
}
