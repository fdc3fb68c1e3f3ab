import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Caller } from './calls';
import { findPublishedPeriods, putGauges, type SlotGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { windowGauges } from './gauges';
import type { PollOrder } from './poll-event';
import type { SendHistory } from './send-history';
import { type DueSlot, dueSlots, lookForHoles } from './slots';

/**
 * Publishes the schedule's earlier slots that CloudWatch does not show, newest first, from the answer in hand; with a
 * backfill all slots of its span, shown or not. Publishing one that is there but not shown yet changes nothing. A slot that was published with a wrong
 * value is no hole: only a backfill publishes it again.
 *
 * @param calledAt when SES gave the answer, epoch milliseconds
 * @returns how many slots were published
 */
export async function repairSlots(
  history: SendHistory,
  calledAt: number,
  { slot, backfillMs }: PollOrder,
  settings: ExporterSettings,
  cloudwatch: CloudWatchClient,
  caller: Caller,
): Promise<number> {
  const { spanMs, periodMs } = lookForHoles(slot, settings.schedulePeriodMinutes);
  const due = dueSlots(calledAt, backfillMs ?? spanMs, settings).filter((entry) => entry.slot !== slot);
  const missing = backfillMs === undefined ? await withoutPublished(due, periodMs, settings, cloudwatch, caller) : due;
  await putGauges(cloudwatch, settings.namespace, gaugesOf(missing, history, settings), caller);
  return new Set(missing.map((entry) => entry.slot)).size;
}

async function withoutPublished(
  due: readonly DueSlot[],
  periodMs: number,
  { namespace }: ExporterSettings,
  cloudwatch: CloudWatchClient,
  caller: Caller,
): Promise<DueSlot[]> {
  const newest = due.at(0);
  const oldest = due.at(-1);
  if (!newest || !oldest) return [];
  const windows = [...new Set(due.map(({ window }) => window))];
  const range = { from: oldest.slot, to: newest.slot, periodMs };
  const published = await caller((abortSignal) =>
    findPublishedPeriods(cloudwatch, namespace, windows, range, abortSignal),
  );
  return due.filter(({ slot, window }) => !published.get(window.label)?.has(slot - (slot % periodMs)));
}

function* gaugesOf(due: readonly DueSlot[], history: SendHistory, settings: ExporterSettings): Generator<SlotGauges> {
  for (const { slot, window } of due) yield { slot, gauges: windowGauges(history, slot, window, settings) };
}
