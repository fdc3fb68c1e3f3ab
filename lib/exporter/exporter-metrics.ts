import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type AccountMetricName,
  DEFAULT_NAMESPACE,
  DEFAULT_SCHEDULE_PERIOD_MINUTES,
  DEFAULT_WINDOWS,
  type ExporterSettings,
  isOptionalMetric,
  METRIC_NAMES,
  METRICS,
  type MetricName,
  type OptionalMetricName,
  SCHEDULE_PERIODS_MINUTES,
  type SchedulePeriodMinutes,
  WINDOW_DIMENSION,
  type WindowMetricName,
} from '../../lambda/send-statistics/contract';
import { namespaceProblems } from '../shared/namespace';
import { printedValue } from '../shared/printed-value';
import { readWindows } from '../shared/windows';

const OPTIONAL_METRICS = METRIC_NAMES.filter(isOptionalMetric);

export interface ExporterMetricsProps {
  /** CloudWatch namespace of every metric. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** Windows to publish: multiples of 15 minutes from `15m` to `14d`. Default: `1h`, `24h`, `14d`. */
  readonly windows?: readonly string[];
  /** Metrics to publish beside those that always are. Default: none. */
  readonly optionalMetrics?: readonly OptionalMetricName[];
  /** Minutes from poll to poll. Default: 15. */
  readonly schedulePeriodMinutes?: SchedulePeriodMinutes;
}

/**
 * The metrics that an exporter publishes, whichever account and Region it runs in.
 *
 * @throws RangeError for settings that cannot be used, all problems at once
 */
export class ExporterMetrics {
  readonly settings: ExporterSettings;

  constructor(props: ExporterMetricsProps = {}) {
    const namespace = props.namespace ?? DEFAULT_NAMESPACE;
    const { windows, problems } = readWindows(props.windows ?? DEFAULT_WINDOWS);
    const { optionalMetrics = [], schedulePeriodMinutes = DEFAULT_SCHEDULE_PERIOD_MINUTES } = props;
    problems.push(...namespaceProblems(namespace).map((problem) => `namespace ${printedValue(namespace)}: ${problem}`));
    const unknown = [optionalMetrics].flat().filter((name) => !OPTIONAL_METRICS.includes(name));
    if (unknown.length > 0) {
      problems.push(`optionalMetrics ${printedValue(unknown)}: choose from ${OPTIONAL_METRICS.join(', ')}`);
    }
    if (!SCHEDULE_PERIODS_MINUTES.includes(schedulePeriodMinutes)) {
      problems.push(
        `schedulePeriodMinutes ${printedValue(schedulePeriodMinutes)}: choose from ${SCHEDULE_PERIODS_MINUTES.join(', ')}`,
      );
    }
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    this.settings = {
      namespace,
      windows,
      optionalMetrics,
      schedulePeriodMinutes,
    };
  }

  /**
   * One of the metrics, over the schedule's period.
   *
   * @param options CloudWatch's own, and the window of a window metric
   * @throws RangeError for a metric or window that is not published: an alarm on it would stay silent
   */
  metric(name: WindowMetricName, options: MetricOptions & { readonly window: string }): Metric;
  metric(name: AccountMetricName, options?: MetricOptions): Metric;
  metric(name: MetricName, { window, ...options }: MetricOptions & { readonly window?: string } = {}): Metric {
    const { namespace, windows, optionalMetrics } = this.settings;
    if (isOptionalMetric(name) && !optionalMetrics.includes(name)) {
      throw new RangeError(`${name} is not published: add it to the exporter's optional metrics`);
    }
    if (METRICS[name].per === 'account' && window !== undefined) {
      throw new RangeError(`${name} is of the account and has no window: leave "${window}" out`);
    }
    if (METRICS[name].per === 'window' && !windows.some(({ label }) => label === window)) {
      const published = windows.map(({ label }) => label).join(', ');
      throw new RangeError(
        `The window "${window}" is not published: choose one of ${published}, or add it to the exporter`,
      );
    }
    return new Metric({
      namespace,
      metricName: name,
      dimensionsMap: window === undefined ? undefined : { [WINDOW_DIMENSION]: window },
      statistic: METRICS[name].statistic,
      period: this.period,
      ...options,
    });
  }

  /** The schedule's period. */
  get period(): Duration {
    return Duration.minutes(this.settings.schedulePeriodMinutes);
  }
}
