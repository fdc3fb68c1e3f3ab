import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CallLimiter } from './calls';
import { findPublishedPeriods, putGauges, type SlotGauges } from './cloudwatch';
import type { ExporterSettings, Window } from './contract';
import { weekBeforeGauges, windowGauges } from './gauges';
import type { SendHistory } from './send-history';
import { type DueSlot, dueSlots, gapSearch, searchedWindows } from './slots';

export interface Search {
  /** When the poll called SES, epoch milliseconds. */
  readonly calledAt: number;
  /** The poll's own slot, epoch milliseconds. It is not repaired. */
  readonly slot: number;
  /**
   * Length of the span of which every slot is published, missing or not. Undefined: only missing slots are published.
   */
  readonly backfillMs: number | undefined;
  readonly settings: ExporterSettings;
  readonly abortSignal?: AbortSignal;
}

/**
 * Returns the schedule's earlier slots that CloudWatch does not show, newest first. With a backfill, it returns all slots of
 * the span, and does not call CloudWatch.
 *
 * It does no harm to publish a slot that exists, but that CloudWatch does not show yet. A slot with a wrong value is
 * not missing: only a backfill publishes it again.
 */
export async function findMissingSlots(cloudwatch: CloudWatchClient, search: Search): Promise<DueSlot[]> {
  const { calledAt, slot, backfillMs, settings, abortSignal } = search;
  const gap = gapSearch(slot, settings.schedulePeriodMinutes);
  const { periodMs } = gap;
  const due = dueSlots({ ...settings, calledAt, spanMs: backfillMs ?? gap.spanMs }).filter(
    (entry) => entry.slot !== slot,
  );
  const newest = due.at(0);
  const oldest = due.at(-1);
  if (backfillMs !== undefined || !newest || !oldest) return due;
  const windows = searchedWindows(due, gap);
  const published = await findPublishedPeriods(cloudwatch, {
    namespace: settings.namespace,
    windows,
    from: oldest.slot,
    to: newest.slot,
    periodMs,
    abortSignal,
  });
  const [shortest] = windows;
  return due.filter((entry) => {
    const periods = published.get(entry.window.label) ?? published.get(shortest?.label ?? '');
    return !periods?.has(entry.slot - (entry.slot % periodMs));
  });
}

export interface Repair {
  readonly missing: readonly DueSlot[];
  readonly history: SendHistory;
  /** When the poll called SES, epoch milliseconds. */
  readonly calledAt: number;
  readonly settings: ExporterSettings;
  readonly limit: CallLimiter;
}

/**
 * Publishes the missing slots, newest first.
 *
 * @returns the number of slots published
 */
export async function repairSlots(cloudwatch: CloudWatchClient, repair: Repair): Promise<number> {
  const { missing, settings, limit } = repair;
  const slots = bySlot(missing);
  await putGauges(cloudwatch, { namespace: settings.namespace, groups: gaugesOf(slots, repair), limit });
  return slots.size;
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
