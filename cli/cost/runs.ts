/**
 * The requests, time and logs of one run of each function. The tests run the functions on this machine and count their
 * requests. The times and the sizes of logs are estimates.
 */
import type { Amounts } from './prices';

/** One run of a function. The memory is in the template. What a poll reads depends on the settings. */
export interface Run {
  /** Billed seconds, with the start of the function. Estimates. */
  readonly seconds: number;
  /** Bytes in all logs: the function's own lines, Lambda's three lines, and the line of the API. Estimates, rounded up. */
  readonly logBytes: number;
  readonly uses: Amounts;
}

/** A poll that finds no gap. */
export const POLL = {
  seconds: 1,
  logBytes: 2_500,
  uses: { schedule: 1, metricPut: 1 },
} as const satisfies Run;

/** The size of a cached message, and of an answer. Measured, rounded up. */
const MESSAGE_BYTES = 2_000;
export const GB = 1_000_000_000;

/**
 * A look-up of a message that is not cached yet, which is the most expensive one. It writes the lease, the turn and the answer.
 * A conditional write costs its units even if it fails.
 */
export const LOOK_UP = {
  seconds: 0.5, // a tenth for its turn, and the rest for the start, SES and the table
  logBytes: 3_500,
  uses: {
    apiRequest: 1,
    tableRead: 1,
    tableWrite: 3,
    tableGb: MESSAGE_BYTES / GB,
    transferGb: MESSAGE_BYTES / GB,
  },
} as const satisfies Run;

/** A look-up of a message that the table has. */
export const CACHED_LOOK_UP = {
  ...LOOK_UP,
  uses: { apiRequest: 1, tableRead: 1, transferGb: MESSAGE_BYTES / GB },
} as const satisfies Run;

/** A brief that waits as long for SES, and starts as many export jobs, as a brief can. */
export const BRIEF = {
  seconds: 600,
  logBytes: 5_000,
  uses: { tableRead: 30, tableWrite: 120, metricRead: 4, message: 1 },
} as const satisfies Run;

export const WEEKLY_REPORT = {
  seconds: 30,
  logBytes: 5_000,
  uses: { schedule: 1, metricRead: 9, message: 1 },
} as const satisfies Run;
