import { METRICS, WINDOW_DIMENSION } from '../../lambda/send-statistics/contract';
import type { Gauge } from '../../lambda/send-statistics/gauges';
import { toWholeSeconds } from '../terminal/iso-time';

export interface ReportJson {
  /** ISO 8601 in whole seconds, as every time here. */
  readonly slot: string;
  /** The current slot's metrics. */
  readonly metrics: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    readonly unit: string;
    readonly timestamp: string;
  }[];
  /** Points left out because they are malformed. */
  readonly skipped: number;
}

/** One poll as a program reads it. */
export function toReportJson(slot: number, gauges: readonly Gauge[], namespace: string, skipped: number): ReportJson {
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
  };
}

function toDimensions(window: string | undefined): Record<string, string> {
  return window === undefined ? {} : { [WINDOW_DIMENSION]: window };
}
