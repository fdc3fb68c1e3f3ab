import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CallLimiter } from './calls';
import { findPublishedPeriods, putGauges, type SlotGauges } from './cloudwatch';
import type { ExporterSettings, Window } from './contract';
import { weekBeforeGauges, windowGauges } from './gauges';
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
  const { calledAt, slot, backfillMs, settings, limit } = repair;
  const { spanMs, periodMs } = gapSearch(slot, settings.schedulePeriodMinutes);
  const due = dueSlots({ ...settings, calledAt, spanMs: backfillMs ?? spanMs }).filter((entry) => entry.slot !== slot);
  const missing = backfillMs === undefined ? await withoutPublished(cloudwatch, due, { ...repair, periodMs }) : due;
  const slots = bySlot(missing);
  await putGauges(cloudwatch, { namespace: settings.namespace, groups: gaugesOf(slots, repair), limit });
  return slots.size;
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

/** Returns the windows of each slot, in the order of the slots. */
function bySlot(due: readonly DueSlot[]): Map<number, readonly Window[]> {
  const windows = new Map<number, readonly Window[]>();
  for (const { slot, window } of due) windows.set(slot, [...(windows.get(slot) ?? []), window]);
  return windows;
}

function* gaugesOf(
  slots: ReadonlyMap<number, readonly Window[]>,
  { history, calledAt, settings }: Pick<Repair, 'history' | 'calledAt' | 'settings'>,
): Generator<SlotGauges> {
  for (const [slot, windows] of slots) {
    const ofWindows = windows.flatMap((window) => windowGauges(history, { slot, window, settings }));
    yield { slot, gauges: [...ofWindows, ...weekBeforeGauges(history, { slot, calledAt, settings })] };
  }
}
