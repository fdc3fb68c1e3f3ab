/** The file of an export of metrics. The CSV was measured on SES; the form of the JSON is an assumption. */
import type { DataFormat } from '@aws-sdk/client-sesv2';
import type { Dimension, Metric } from './daily-numbers';

export interface MetricFileRow {
  /** One for each dimension. */
  readonly values: readonly string[];
  /** One for each metric. */
  readonly volumes: readonly number[];
}

export interface MetricTable {
  readonly dimensions: readonly { readonly name: Dimension }[];
  readonly metrics: readonly Metric[];
  readonly rows: readonly MetricFileRow[];
}

export function toMetricFile({ dimensions, metrics, rows }: MetricTable, format: DataFormat): string {
  const header = [...dimensions.map(({ name }) => name), ...metrics.map((metric) => `${metric}_VOLUME`)];
  const lines = rows.map(({ values, volumes }) => [...values, ...volumes.map((volume) => volume.toFixed(4))]);
  if (format === 'CSV') return [header, ...lines].map((line) => `${line.map(toField).join(',')}\n`).join('');
  return JSON.stringify(lines.map((line) => Object.fromEntries(line.map((field, index) => [header[index], field]))));
}

function toField(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
