/** Reads the file of an export job for metrics: a CSV with the dimension and one column a metric, such as `SEND_VOLUME`. */
import { parse } from 'csv-parse/sync';
import { UnreadableFile } from './job-failures';
import { METRIC_DIMENSIONS } from './job-request';

/** One value of the dimension, with the volumes of the whole span. */
export interface MetricRow {
  readonly value: string;
  readonly sends: number;
  readonly deliveries: number;
  readonly hardBounces: number;
  readonly complaints: number;
}

/**
 * Returns the rows of a file. Rows of another shape are counted.
 *
 * @throws UnreadableFile when the file is empty, ends early, has no such columns, or has no row of the known shape
 */
export function parseMetricRows(content: string): {
  readonly rows: readonly MetricRow[];
  readonly unreadableRows: number;
} {
  const [header = [], ...records] = parseCsv(content);
  const column = (...names: readonly string[]) => {
    const index = header.findIndex((name) => names.includes(name));
    if (index < 0) throw new UnreadableFile('foreign');
    return index;
  };
  const columns = {
    value: column(...METRIC_DIMENSIONS),
    sends: column('SEND_VOLUME'),
    deliveries: column('DELIVERY_VOLUME'),
    hardBounces: column('PERMANENT_BOUNCE_VOLUME'),
    complaints: column('COMPLAINT_VOLUME'),
  };
  const rows = records.flatMap((record) => toMetricRow(record, columns) ?? []);
  if (rows.length === 0 && records.length > 0) throw new UnreadableFile('foreign');
  return { rows, unreadableRows: records.length - rows.length };
}

function parseCsv(content: string): readonly (readonly string[])[] {
  if (content.trim() === '') throw new UnreadableFile('truncated');
  try {
    return parse(content, { relax_column_count: true, skip_empty_lines: true });
  } catch {
    throw new UnreadableFile(content.trimStart().startsWith('<') ? 'foreign' : 'truncated');
  }
}

function toMetricRow(
  record: readonly string[],
  columns: Readonly<Record<keyof MetricRow, number>>,
): MetricRow | undefined {
  const value = record[columns.value];
  const sends = toVolume(record[columns.sends]);
  const deliveries = toVolume(record[columns.deliveries]);
  const hardBounces = toVolume(record[columns.hardBounces]);
  const complaints = toVolume(record[columns.complaints]);
  if (!value || sends === undefined || deliveries === undefined) return undefined;
  if (hardBounces === undefined || complaints === undefined) return undefined;
  return { value, sends, deliveries, hardBounces, complaints };
}

/** Returns undefined for anything but a whole number, such as `12` or `12.0000`. */
function toVolume(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+(?:\.0*)?$/.test(field) ? Number(field) : undefined;
}
