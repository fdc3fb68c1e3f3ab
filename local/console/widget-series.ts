/** The values that a widget shows, from the local CloudWatch. */
import { parseMetricMath } from '../alarms/metric-math';
import { isStatistic, type Metric, type MetricStore } from '../aws/metric-store';
import { isPublishedAsAws } from '../simulation/not-evaluated';
import type { MetricsView, SeriesView } from './contract';
import type { MetricRow, MetricsDefinition } from './dashboard-body';

export interface SeriesRequest {
  readonly metrics: MetricStore;
  /** The Region and the account of the metrics. */
  readonly region: string;
  readonly account: string;
  /** Epoch milliseconds: periods that begin in [from, to). */
  readonly from: number;
  readonly to: number;
  /** Returns why nothing publishes a metric. Undefined: it is published. */
  readonly whyNotPublished: (metric: Metric) => string | undefined;
}

/** The value of each period, by its start. */
type Values = ReadonlyMap<number, number>;

/** A row that cannot be shown has a problem instead of values. */
export function readSeries(definition: MetricsDefinition, request: SeriesRequest): MetricsView {
  const { rows, lines, left, right } = definition;
  const series = rows
    .filter(({ isVisible }) => isVisible)
    .map((row): SeriesView => {
      const { label, axis, color } = row;
      const periodMs = row.periodSeconds * 1000;
      const periods = periodsOf(request, periodMs);
      const common = { label, axis, color, start: periods[0] ?? request.from, periodMs };
      try {
        return { ...common, values: toColumn(valuesOf(row, rows, request), periods) };
      } catch (error) {
        return { ...common, values: [], problem: (error as Error).message };
      }
    });
  return { series, lines, left, right };
}

/** @throws Error for another Region or account, an unpublished metric, an unknown statistic or an unknown expression */
function valuesOf(row: MetricRow, rows: readonly MetricRow[], request: SeriesRequest): Values {
  const { source, periodSeconds } = row;
  if ('expression' in source) return evaluate(source.expression, row, rows, request);
  const { statistic, region = request.region, account = request.account, ...metric } = source;
  if (region !== request.region || account !== request.account) {
    throw new Error(`Only the metrics of ${request.region} in the account ${request.account} are on this machine.`);
  }
  if (!isStatistic(statistic)) throw new Error(`The statistic ${statistic} is not simulated.`);
  const { metrics, from, to, whyNotPublished } = request;
  if (metric.namespace.startsWith('AWS/') && !isPublishedAsAws(metric, metrics)) {
    throw new Error(`AWS publishes ${metric.name}. It is not simulated on this machine.`);
  }
  const reason = whyNotPublished(metric);
  if (reason !== undefined) throw new Error(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`);
  const points = metrics.statistics({ metric, statistic, periodMs: periodSeconds * 1000, from, to });
  return new Map(points.map(({ timestamp, value }) => [timestamp, value]));
}

function evaluate(
  expression: string,
  { periodSeconds }: MetricRow,
  rows: readonly MetricRow[],
  request: SeriesRequest,
): Values {
  const operands = rows.flatMap((row): [string, Values][] =>
    row.id === undefined || 'expression' in row.source ? [] : [[row.id, valuesOf(row, rows, request)]],
  );
  const value = parseMetricMath(
    expression,
    operands.map(([id]) => id),
  );
  const at = (time: number) => Object.fromEntries(operands.map(([id, values]) => [id, values.get(time)]));
  return new Map(
    periodsOf(request, periodSeconds * 1000).flatMap((time): [number, number][] => {
      const result = value(at(time), () => at(time - periodSeconds * 1000));
      return result === undefined ? [] : [[time, result]];
    }),
  );
}

/** A period without a value is null, so that the graph has a gap. */
function toColumn(values: Values, periods: readonly number[]): (number | null)[] {
  return values.size === 0 ? [] : periods.map((time) => values.get(time) ?? null);
}

function periodsOf({ from, to }: SeriesRequest, periodMs: number): number[] {
  const first = Math.ceil(from / periodMs) * periodMs;
  return Array.from(
    { length: Math.max(0, Math.ceil((to - first) / periodMs)) },
    (_, index) => first + index * periodMs,
  );
}
