/** The rows of a breakdown: volumes beside every rate, and a remainder, so that no mail is left out. */
import { type ValueVolumes, VOLUME_NAMES, type Volumes } from '../shared/export-jobs/volumes';
import { maskMailbox } from '../shared/masking/mailbox';
import type { BreakdownRow } from './search-schemas';

/**
 * With fewer sends, the rates of a row mean little: a single complaint of 1,000 mails is a rate of 0.1 %, at which AWS
 * reviews an account. https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
 */
export const MIN_SENDS = 1_000;

/** An answer has at most this many rows, because a response of Lambda is limited to 6 MB. The remainder includes the others. */
export const MAX_ROWS = 1_000;

export interface BreakdownRows {
  /** Those with the most hard bounces first, then those with the most sends. Rows without any mail are left out. */
  readonly rows: readonly BreakdownRow[];
  /** The total without the rows. Missing if the total is unknown. */
  readonly rest?: BreakdownRow;
  readonly total?: BreakdownRow;
  /** Number of further rows with mail, which only the remainder includes. */
  readonly foldedRows: number;
  /** Whether the rows add up to more than the total, so that the remainder is not reliable. */
  readonly exceedsTotal: boolean;
}

/** @param total the volumes of all mail. Undefined if they are unknown. */
export function toBreakdownRows(metrics: readonly ValueVolumes[], total: Volumes | undefined): BreakdownRows {
  const withMail = metrics.filter((row) => VOLUME_NAMES.some((volume) => row[volume] > 0)).toSorted(byHardBounces);
  const shown = withMail.slice(0, MAX_ROWS);
  const rows = shown.map((row) => toRow(maskValue(row.value), row));
  const foldedRows = withMail.length - shown.length;
  if (!total) return { rows, foldedRows, exceedsTotal: false };
  const ofAllRows = sum(withMail);
  return {
    rows,
    rest: toRow(null, subtract(total, sum(shown))),
    total: toRow(null, total),
    foldedRows,
    exceedsTotal: VOLUME_NAMES.some((volume) => ofAllRows[volume] > total[volume]),
  };
}

/** Returns one row for several rows, which a short list leaves out. */
export function foldRows(rows: readonly BreakdownRow[]): BreakdownRow {
  return toRow(null, sum(rows));
}

function byHardBounces(one: ValueVolumes, other: ValueVolumes): number {
  return other.hardBounces - one.hardBounces || other.sends - one.sends || compare(one.value, other.value);
}

/** Compares strings in the same way on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function toRow(value: string | null, { sends, deliveries, hardBounces, complaints }: Volumes): BreakdownRow {
  return {
    value,
    sends,
    deliveries,
    hardBounces,
    complaints,
    bounceRate: rate(hardBounces, sends),
    complaintRate: rate(complaints, sends),
    isSmall: sends < MIN_SENDS,
  };
}

/** Returns at most 1, because mail that was sent before the span may bounce within it. */
function rate(events: number, sends: number): number | null {
  return sends === 0 ? null : Math.min(1, events / sends);
}

function sum(rows: readonly Volumes[]): Volumes {
  return combine((volume) => rows.reduce((total, row) => total + row[volume], 0));
}

/** Returns no negative number, because SES may count a mail in a row before it counts it in the total. */
function subtract(total: Volumes, part: Volumes): Volumes {
  return combine((volume) => Math.max(0, total[volume] - part[volume]));
}

function combine(read: (volume: keyof Volumes) => number): Volumes {
  return {
    sends: read('sends'),
    deliveries: read('deliveries'),
    hardBounces: read('hardBounces'),
    complaints: read('complaints'),
  };
}

/** An identity may be the address of a person. Other values are names of the account's configuration, or of providers. */
function maskValue(value: string): string {
  return value.includes('@') ? maskMailbox(value) : value;
}
