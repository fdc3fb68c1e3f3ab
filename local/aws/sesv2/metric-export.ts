/** The data source of an export of metrics. */
import type { ExportDataSource, ExportMetric, MetricsDataSource } from '@aws-sdk/client-sesv2';
import {
  type DailyNumbers,
  type DailyVolumes,
  DIMENSIONS,
  type Dimension,
  METRICS,
  type Metric,
  PROVIDERS,
} from './daily-numbers';
import { badRequest } from './errors';
import type { ExportSource } from './export-jobs';
import { rangeOf } from './metric-data';
import { type MetricFileRow, toMetricFile } from './metric-file';

const MAX_METRICS = 10;
const MAX_DIMENSIONS = 3;
const MAX_VALUES = 10;

/** All values of a dimension. */
const ALL = '*';

export function createMetricExport(dailyNumbers: DailyNumbers): ExportSource {
  return {
    type: 'METRICS_DATA',
    isSourceOf: ({ MetricsDataSource }) => MetricsDataSource !== undefined,
    isReady: ({ MetricsDataSource: source }, readAt) => !source || dailyNumbers.isCounted(rangeOf(source), readAt),
    prepare(dataSource) {
      const { range, dimensions, metrics } = readRequest(dataSource);
      return (readAt) => {
        const rows = toRows(dailyNumbers.read(range, readAt), dimensions, metrics);
        return { count: rows.length, toFile: (format) => toMetricFile({ dimensions, metrics, rows }, format) };
      };
    },
  };
}

interface Filter {
  readonly name: Dimension;
  readonly values: readonly string[];
}

function readRequest({ MetricsDataSource: source = {} as MetricsDataSource }: ExportDataSource) {
  const { Namespace, Dimensions = {}, Metrics = [] } = source;
  if (Namespace !== 'VDM') throw badRequest('Namespace must be VDM.');
  const dimensions = Object.entries(Dimensions).map(([name, values]) => toFilter(name, values));
  if (dimensions.length < 1 || dimensions.length > MAX_DIMENSIONS) {
    throw badRequest(`Pass 1 to ${MAX_DIMENSIONS} dimensions.`);
  }
  if (Metrics.length < 1 || Metrics.length > MAX_METRICS) throw badRequest(`Pass 1 to ${MAX_METRICS} metrics.`);
  return { range: rangeOf(source), dimensions, metrics: Metrics.map(toMetric) };
}

function toFilter(name: string, values: readonly string[]): Filter {
  const known = DIMENSIONS.find((dimension) => dimension === name);
  if (!known) throw badRequest(`The dimension ${name} is not supported.`);
  if (values.length < 1 || values.length > MAX_VALUES) throw badRequest(`Pass 1 to ${MAX_VALUES} values.`);
  return { name: known, values };
}

function toMetric({ Name, Aggregation }: ExportMetric): Metric {
  const metric = METRICS.find((known) => known === Name);
  if (!metric || Aggregation !== 'VOLUME') throw badRequest(`The ${Aggregation} of ${Name} is not supported.`);
  return metric;
}

/** Mail without a value for one of the dimensions has no row. */
function toRows(
  numbers: readonly DailyVolumes[],
  filters: readonly Filter[],
  metrics: readonly Metric[],
): readonly MetricFileRow[] {
  const rows = new Map<string, { values: string[]; volumes: number[] }>();
  const rowOf = (values: string[]) => {
    const key = JSON.stringify(values);
    const row = rows.get(key) ?? { values, volumes: metrics.map(() => 0) };
    rows.set(key, row);
    return row;
  };
  const [first, ...others] = filters;
  if (first?.name === 'ISP' && others.length === 0 && first.values.includes(ALL)) {
    for (const provider of PROVIDERS) rowOf([provider]);
  }
  for (const { values, volumes } of numbers) {
    const own = filters.map(({ name }) => values[name]);
    const isIncluded = filters.every(({ values: allowed }, index) => {
      const value = own[index];
      return value !== undefined && (allowed.includes(ALL) || allowed.includes(value));
    });
    if (!isIncluded) continue;
    const row = rowOf(own as string[]);
    for (const [index, metric] of metrics.entries()) row.volumes[index] = (row.volumes[index] ?? 0) + volumes[metric];
  }
  return [...rows.values()];
}
