/** The answer of a breakdown, with a note about everything that its numbers do not show. */
import type { ValueVolumes, Volumes } from '../shared/export-jobs/volumes';
import { type BreakdownRows, toBreakdownRows } from './breakdown-rows';
import type { SearchRecord } from './search-record';
import type { Breakdown } from './search-schemas';

/** The numbers of SES for a breakdown. */
export interface Numbers {
  readonly metrics: readonly ValueVolumes[];
  /** Undefined if SES did not return it. */
  readonly total: Volumes | undefined;
  /** Rows of the file in an unknown format. They are not counted. */
  readonly unreadableRows: number;
  /** The names whose numbers were read one by one. Undefined if SES exported all values. */
  readonly names?: {
    readonly asked: number;
    /** Names for which SES did not answer. */
    readonly unanswered: number;
    /** Whether SES has more names. */
    readonly isIncomplete: boolean;
  };
}

export function toBreakdown(id: string, record: SearchRecord, numbers: Numbers): Breakdown {
  const shown = toBreakdownRows(numbers.metrics, numbers.total);
  const { rows, rest, total } = shown;
  const notes = notesOf(shown, numbers);
  return {
    id,
    state: 'done',
    ...(notes.length > 0 && { note: notes.join(' ') }),
    by: record.by,
    from: new Date(record.from).toISOString(),
    until: new Date(record.until).toISOString(),
    rows,
    ...(rest && { rest }),
    ...(total && { total }),
    unreadableRows: numbers.unreadableRows,
  };
}

function notesOf({ foldedRows, exceedsTotal, total }: BreakdownRows, { names }: Numbers): string[] {
  const notes = [
    !total && 'SES did not return the total, so mail without a row is missing.',
    exceedsTotal && 'The rows add up to more than the total, so the remainder is too small.',
    foldedRows > 0 &&
      `The answer has the rows with the most hard bounces. The remainder includes ${foldedRows} more rows.`,
    names &&
      `SES did not export all values, so the rows are the ${names.isIncomplete ? 'first ' : ''}${names.asked} names that it lists.`,
    names &&
      names.unanswered > 0 &&
      `SES did not answer for ${names.unanswered} of these names. Their mail is in the remainder.`,
  ];
  return notes.filter((note) => typeof note === 'string');
}
