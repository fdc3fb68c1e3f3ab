/** The gauges that an exporter would have published during the days that one response of GetSendStatistics covers. */
import type { SlotGauges } from '../../lambda/send-statistics/cloudwatch';
import { type ExporterSettings, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { ageGauges, type Gauge, weekBeforeGauges, windowGauges } from '../../lambda/send-statistics/gauges';
import type { SendHistory } from '../../lambda/send-statistics/send-history';
import { publishableWindows } from '../../lambda/send-statistics/slots';

/** What one poll read. */
export interface Answer {
  readonly history: SendHistory;
  /** When SES was called, epoch milliseconds. */
  readonly calledAt: number;
  /** The slot of the poll, epoch milliseconds. */
  readonly slot: number;
  /** The account's standing at the slot. Empty if it is unknown. */
  readonly standing: readonly Gauge[];
}

/**
 * Returns the gauges of each slot, oldest first. Unlike a backfill, they include the age of SES's newest period, which a
 * poll publishes at its own slot only. Without that age, the memory of bursts would ignore the bursts of these days.
 *
 * The slots count back from the poll's slot, not from the schedule. SES cuts its periods at the minute of the call, so
 * each window then contains the same periods as a poll at that slot would have read.
 */
export function* gaugesOfAnswer(
  { history, calledAt, slot, standing }: Answer,
  settings: ExporterSettings,
): Generator<SlotGauges> {
  const { windows, schedulePeriodMinutes } = settings;
  const periodMs = schedulePeriodMinutes * 60_000;
  for (let at = slot - Math.floor(SES_RETENTION_MS / periodMs) * periodMs; at <= slot; at += periodMs) {
    const complete = publishableWindows({ windows, slot: at, calledAt });
    if (complete.length === 0) continue;
    yield {
      slot: at,
      gauges: [
        ...complete.flatMap((window) => windowGauges(history, { slot: at, window, settings })),
        ...ageGauges(history, at),
        ...weekBeforeGauges(history, { slot: at, calledAt, settings }),
        ...(at === slot ? standing : []),
      ],
    };
  }
}
