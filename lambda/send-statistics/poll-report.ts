import type { StepFailure } from './failure';
import type { Gauge } from './gauges';
import type { SendHistory } from './send-history';

/** The result of one poll. */
export interface PollReport {
  /** Epoch milliseconds. */
  readonly slot: number;
  /** Gauges published at the slot. Empty when publishing failed. */
  readonly gauges: readonly Gauge[];
  /** SES's data points. Undefined when SES failed or its response could not be read. */
  readonly history: SendHistory | undefined;
  /** Number of earlier slots that this poll published. */
  readonly repairedSlots: number;
  readonly durationsMs: Readonly<Record<string, number>>;
  readonly failures: readonly StepFailure[];
}
