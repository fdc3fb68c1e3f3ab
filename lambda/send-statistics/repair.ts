import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { findPublishedSlots, putGauges, type SlotGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { windowGauges } from './gauges';
import type { PollOrder } from './poll-event';
import type { SendHistory } from './send-history';
import { type DueSlot, dueSlots, lookBackMs } from './slots';

/**
 * Publishes the schedule's earlier slots that CloudWatch does not show, newest first, from the answer in hand; with a
 * backfill all slots of its span, shown or not. Publishing one that is there but not shown yet changes nothing.
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
  abortSignal?: AbortSignal,
): Promise<number> {
  const spanMs = backfillMs ?? lookBackMs(slot, settings.schedulePeriodMinutes);
  const due = dueSlots(calledAt, spanMs, settings).filter((entry) => entry.slot !== slot);
  const missing = backfillMs === undefined ? await withoutPublished(due, settings, cloudwatch, abortSignal) : due;
  await putGauges(cloudwatch, settings.namespace, gaugesOf(missing, history, settings), abortSignal);
  return new Set(missing.map((entry) => entry.slot)).size;
}

async function withoutPublished(
  due: readonly DueSlot[],
  { namespace }: ExporterSettings,
  cloudwatch: CloudWatchClient,
  abortSignal?: AbortSignal,
): Promise<DueSlot[]> {
  const newest = due.at(0);
  const oldest = due.at(-1);
  if (!newest || !oldest) return [];
  const windows = [...new Set(due.map(({ window }) => window))];
  const published = await findPublishedSlots(cloudwatch, namespace, windows, [oldest.slot, newest.slot], abortSignal);
  return due.filter(({ slot, window }) => !published.get(window.label)?.has(slot));
}

function* gaugesOf(due: readonly DueSlot[], history: SendHistory, settings: ExporterSettings): Generator<SlotGauges> {
  for (const { slot, window } of due) yield { slot, gauges: windowGauges(history, slot, window, settings) };
}
