import { METRICS, WINDOW_DIMENSION } from '../../lambda/send-statistics/contract';
import type { Gauge } from '../../lambda/send-statistics/gauges';
import { toWholeSeconds } from '../terminal/iso-time';

export interface ReportJson {
  /** ISO 8601 in whole seconds, like every time in this report. */
  readonly slot: string;
  /** The metrics of the slot. */
  readonly metrics: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    readonly unit: string;
    readonly timestamp: string;
  }[];
  /** Number of malformed points. */
  readonly skipped: number;
  /** Sentences about the source, such as the age of its file. */
  readonly notes: readonly string[];
}

export interface ReportJsonView extends Pick<ReportJson, 'skipped' | 'notes'> {
  /** Epoch milliseconds. */
  readonly slot: number;
  readonly gauges: readonly Gauge[];
  readonly namespace: string;
}

/** Formats a poll for programs. */
export function toReportJson({ slot, gauges, namespace, skipped, notes }: ReportJsonView): ReportJson {
  const timestamp = toWholeSeconds(slot);
  return {
    slot: timestamp,
    metrics: gauges.map(({ name, window, value }) => ({
      namespace,
      name,
      dimensions: toDimensions(window),
      value,
      unit: METRICS[name].unit,
      timestamp,
    })),
    skipped,
    notes,
  };
}

function toDimensions(window: string | undefined): Record<string, string> {
  return window === undefined ? {} : { [WINDOW_DIMENSION]: window };
}
