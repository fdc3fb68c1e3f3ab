import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CallLimiter } from './calls';
import { findPublishedPeriods, putGauges, type SlotGauges } from './cloudwatch';
import type { ExporterSettings } from './contract';
import { windowGauges } from './gauges';
import type { SendHistory } from './send-history';
import { type DueSlot, dueSlots, gapSearch } from './slots';

export interface Repair {
  readonly history: SendHistory;
  /** When SES returned the history, epoch milliseconds. */
  readonly calledAt: number;
  /** The poll's own slot, epoch milliseconds. It is not repaired. */
  readonly slot: number;
  /**
   * Length of the span of which every slot is published, missing or not. Undefined: only missing slots are published.
   */
  readonly backfillMs: number | undefined;
  readonly settings: ExporterSettings;
  readonly limit: CallLimiter;
}

/**
 * Publishes the schedule's earlier slots that CloudWatch does not show, newest first. With a backfill it publishes all
 * slots of the span.
 *
 * It does no harm to publish a slot that exists, but that CloudWatch does not show yet. A slot with a wrong value is
 * not missing: only a backfill publishes it again.
 *
 * @returns the number of slots published
 */
export async function repairSlots(cloudwatch: CloudWatchClient, repair: Repair): Promise<number> {
  const { history, calledAt, slot, backfillMs, settings, limit } = repair;
  const { spanMs, periodMs } = gapSearch(slot, settings.schedulePeriodMinutes);
  const due = dueSlots({ ...settings, calledAt, spanMs: backfillMs ?? spanMs }).filter((entry) => entry.slot !== slot);
  const missing = backfillMs === undefined ? await withoutPublished(cloudwatch, due, { ...repair, periodMs }) : due;
  const groups = gaugesOf(missing, history, settings);
  await putGauges(cloudwatch, { namespace: settings.namespace, groups, limit });
  return new Set(missing.map((entry) => entry.slot)).size;
}

async function withoutPublished(
  cloudwatch: CloudWatchClient,
  due: readonly DueSlot[],
  { periodMs, settings, limit }: Pick<Repair, 'settings' | 'limit'> & { periodMs: number },
): Promise<DueSlot[]> {
  const newest = due.at(0);
  const oldest = due.at(-1);
  if (!newest || !oldest) return [];
  const windows = [...new Set(due.map(({ window }) => window))];
  const query = { namespace: settings.namespace, windows, from: oldest.slot, to: newest.slot, periodMs };
  const published = await limit((abortSignal) => findPublishedPeriods(cloudwatch, { ...query, abortSignal }));
  return due.filter(({ slot, window }) => !published.get(window.label)?.has(slot - (slot % periodMs)));
}

function* gaugesOf(due: readonly DueSlot[], history: SendHistory, settings: ExporterSettings): Generator<SlotGauges> {
  for (const { slot, window } of due) yield { slot, gauges: windowGauges(history, { slot, window, settings }) };
}
