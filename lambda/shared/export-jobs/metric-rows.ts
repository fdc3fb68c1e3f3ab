/** Reads the file of an export job for metrics: a CSV with the dimension and one column a metric, such as `SEND_VOLUME`. */
import { parse } from 'csv-parse/sync';
import { UnreadableFile } from './job-failures';
import { METRIC_DIMENSIONS } from './job-request';
import { readVolumes, type ValueVolumes, VOLUME_METRICS, VOLUME_NAMES, type VolumeName } from './volumes';

/**
 * Returns the rows of a file. Rows of another shape are counted.
 *
 * @throws UnreadableFile when the file is empty, ends early, has no such columns, or has no row of the known shape
 */
export function parseMetricRows(content: string): {
  readonly rows: readonly ValueVolumes[];
  readonly unreadableRows: number;
} {
  const [header = [], ...records] = parseCsv(content);
  const column = (...names: readonly string[]) => {
    const index = header.findIndex((name) => names.includes(name));
    if (index < 0) throw new UnreadableFile('foreign');
    return index;
  };
  const valueColumn = column(...METRIC_DIMENSIONS);
  const volumeColumns = Object.fromEntries(
    VOLUME_NAMES.map((name) => [name, column(`${VOLUME_METRICS[name]}_VOLUME`)]),
  ) as Record<VolumeName, number>;
  const rows = records.flatMap((record) => {
    const value = record[valueColumn];
    const volumes = readVolumes((name) => toVolume(record[volumeColumns[name]]));
    return value && volumes ? { value, ...volumes } : [];
  });
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

/** Returns undefined for anything but a whole number, such as `12` or `12.0000`. */
function toVolume(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+(?:\.0*)?$/.test(field) ? Number(field) : undefined;
}
