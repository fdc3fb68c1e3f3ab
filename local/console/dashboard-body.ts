/**
 * Reads the body of a CloudWatch dashboard.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { AxisView, LineView } from './contract';

/** The columns of a dashboard. */
export const COLUMNS = 24;

/** Where a widget is, in columns and rows of the grid. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Widget = Place & { readonly title: string } & WidgetContent;

export type WidgetContent =
  | { readonly kind: 'graph' | 'singleValue'; readonly metrics: MetricsDefinition }
  | { readonly kind: 'text'; readonly markdown: string }
  | { readonly kind: 'alarms'; readonly arns: readonly string[] }
  | { readonly kind: 'custom'; readonly endpoint: string; readonly params: object; readonly updates: Updates }
  /** A widget that the page cannot draw. */
  | { readonly kind: 'unknown'; readonly type: string };

/** When a dashboard calls a custom widget again. */
export interface Updates {
  readonly refresh: boolean;
  readonly resize: boolean;
  readonly timeRange: boolean;
}

export interface MetricsDefinition {
  readonly rows: readonly MetricRow[];
  readonly lines: readonly LineView[];
  readonly left: AxisView;
  readonly right: AxisView;
}

export interface MetricRow {
  /** Undefined: nothing refers to the row. */
  readonly id?: string;
  readonly label: string;
  readonly axis: 'left' | 'right';
  readonly color?: string;
  readonly isVisible: boolean;
  readonly periodSeconds: number;
  readonly source: MetricSource | ExpressionSource;
}

export interface MetricSource {
  /** Undefined: the Region of the dashboard. */
  readonly region?: string;
  /** Undefined: the account of the dashboard. */
  readonly account?: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

export interface ExpressionSource {
  readonly expression: string;
}

/** CloudWatch's defaults for a widget and for a row of its metrics. */
const DEFAULT_PLACE: Place = { x: 0, y: 0, width: 6, height: 6 };
const DEFAULT_PERIOD_SECONDS = 300;
const DEFAULT_STATISTIC = 'Average';

// biome-ignore lint/suspicious/noExplicitAny: CloudWatch's shapes, parsed here
type Json = any;

/** @throws SyntaxError for a body that is not JSON */
export function readDashboard(body: string): Widget[] {
  const { widgets = [] } = JSON.parse(body);
  return widgets.map(({ type, x, y, width, height, properties = {} }: Json) => ({
    x: x ?? DEFAULT_PLACE.x,
    y: y ?? DEFAULT_PLACE.y,
    width: width ?? DEFAULT_PLACE.width,
    height: height ?? DEFAULT_PLACE.height,
    title: properties.title ?? '',
    ...contentOf(type, properties),
  }));
}

function contentOf(type: string, properties: Json): WidgetContent {
  const { view = 'timeSeries' } = properties;
  if (type === 'text') return { kind: 'text', markdown: properties.markdown ?? '' };
  if (type === 'alarm') return { kind: 'alarms', arns: properties.alarms ?? [] };
  if (type === 'metric' && view === 'timeSeries') return { kind: 'graph', metrics: metricsOf(properties) };
  if (type === 'metric' && view === 'singleValue') return { kind: 'singleValue', metrics: metricsOf(properties) };
  if (type === 'custom') {
    const { endpoint = '', params = {}, updateOn = {} } = properties;
    const { refresh = true, resize = true, timeRange = true } = updateOn;
    return { kind: 'custom', endpoint, params, updates: { refresh, resize, timeRange } };
  }
  return { kind: 'unknown', type: type === 'metric' ? `metric (${view})` : type };
}

function metricsOf(properties: Json): MetricsDefinition {
  const { metrics = [], annotations = {}, yAxis = {} } = properties;
  return {
    rows: metrics.map((row: Json[]) => rowOf(row, properties)),
    lines: (annotations.horizontal ?? []).map(({ value, label = '', color, yAxis: axis = 'left' }: Json) => ({
      ...{ value, label, color, axis },
    })),
    left: axisOf(yAxis.left),
    right: axisOf(yAxis.right),
  };
}

/** A row is either `[{ expression }]`, or the namespace, the name, dimensions in pairs, and at most one object of options. */
function rowOf(row: readonly Json[], defaults: Json): MetricRow {
  const last = row.at(-1);
  const options = typeof last === 'object' ? last : {};
  const [namespace = '', name = '', ...pairs] = row.filter((part) => typeof part === 'string');
  const { id, label, yAxis: axis = 'left', color, visible = true, expression } = options;
  return {
    id,
    label: label ?? expression ?? name,
    axis,
    color,
    isVisible: visible,
    periodSeconds: options.period ?? defaults.period ?? DEFAULT_PERIOD_SECONDS,
    source:
      expression === undefined
        ? {
            region: options.region ?? defaults.region,
            account: options.accountId ?? defaults.accountId,
            namespace,
            name,
            dimensions: toRecord(pairs),
            statistic: options.stat ?? defaults.stat ?? DEFAULT_STATISTIC,
          }
        : { expression },
  };
}

function axisOf({ min, max, label }: Json = {}): AxisView {
  return { min, max, label };
}

function toRecord(pairs: readonly string[]): Record<string, string> {
  const names = pairs.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, pairs[2 * index + 1] as string]));
}
