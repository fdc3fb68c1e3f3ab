/** Why an alarm on this machine is not evaluated. */
import {
  type ExporterSettings,
  isWindowMetric,
  type MetricName,
  publishedMetrics,
  WINDOW_DIMENSION,
} from '../../lambda/send-statistics/contract';
import type { Metric, MetricStore } from '../aws/metric-store';

/**
 * Returns why nothing publishes one of these metrics of an alarm; undefined if the alarm is evaluated. Without data, the state
 * of an alarm depends only on its treatment of missing data, so the state can be wrong.
 */
export function whyNotEvaluated(
  metrics: readonly Metric[],
  settings: ExporterSettings,
  store: MetricStore,
): string | undefined {
  return metrics
    .map((metric) => (isPublishedAsAws(metric, store) ? undefined : whyNotPublished(metric, settings)))
    .find((reason) => reason !== undefined);
}

/** Returns whether an alarm reads metrics of the exporter that the exporter does not publish, such as another window. */
export function readsUnpublished(metrics: readonly Metric[], settings: ExporterSettings): boolean {
  return metrics.some(
    (metric) => metric.namespace === settings.namespace && whyNotPublished(metric, settings) !== undefined,
  );
}

/** Returns whether the simulation publishes a metric in the place of AWS. */
export function isPublishedAsAws(metric: Metric, store: MetricStore): boolean {
  const all = { statistic: 'SampleCount', from: 0, to: Number.MAX_SAFE_INTEGER } as const;
  return metric.namespace.startsWith('AWS/') && store.statistic({ metric, ...all }) !== undefined;
}

function whyNotPublished(
  metric: Metric,
  { namespace, windows, optionalMetrics }: ExporterSettings,
): string | undefined {
  const name = metric.name as MetricName;
  if (metric.namespace !== namespace || !publishedMetrics(optionalMetrics).includes(name)) {
    return 'the metrics are not simulated';
  }
  const window = metric.dimensions[WINDOW_DIMENSION];
  const isPublished = !isWindowMetric(name) || windows.some(({ label }) => label === window);
  return isPublished ? undefined : `the window ${window} is not published`;
}
