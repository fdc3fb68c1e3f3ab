import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type AccountMetricName,
  type ExporterSettings,
  isOptionalMetric,
  METRICS,
  type MetricName,
  type OptionalMetricName,
  type SchedulePeriodMinutes,
  WINDOW_DIMENSION,
  type WindowMetricName,
} from '../../lambda/send-statistics/contract';
import { readOptions } from '../shared/option-problems';
import { readWindows } from '../shared/windows';
import { METRICS_SHAPE } from './exporter-config';

export interface ExporterMetricsProps {
  /** CloudWatch namespace of every metric. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** Windows to publish: multiples of 15 minutes from `15m` to `14d`. Default: `1h`, `24h`, `14d`. */
  readonly windows?: readonly string[];
  /** Metrics to publish in addition to the standard ones. Default: none. */
  readonly optionalMetrics?: readonly OptionalMetricName[];
  /** Minutes between polls: 5, 10, 15, 20, 30 or 60. Default: 15. */
  readonly schedulePeriodMinutes?: SchedulePeriodMinutes;
}

/**
 * The metrics that an exporter publishes, in any account and Region.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class ExporterMetrics {
  readonly settings: ExporterSettings;

  constructor(props: ExporterMetricsProps = {}) {
    const options = readOptions(METRICS_SHAPE, props);
    this.settings = { ...options, windows: readWindows(options.windows).windows };
  }

  /**
   * Returns one of the metrics, with the schedule's period.
   *
   * @param options the options of a CloudWatch metric, and the window of a window metric
   * @throws RangeError for a metric or window that is not published, because an alarm on it would never fire
   */
  metric(name: WindowMetricName, options: MetricOptions & { readonly window: string }): Metric;
  metric(name: AccountMetricName, options?: MetricOptions): Metric;
  metric(name: MetricName, { window, ...options }: MetricOptions & { readonly window?: string } = {}): Metric {
    const { namespace, windows, optionalMetrics } = this.settings;
    if (isOptionalMetric(name) && !optionalMetrics.includes(name)) {
      throw new RangeError(`${name} is not published: add it to the exporter's optional metrics`);
    }
    if (METRICS[name].per === 'account' && window !== undefined) {
      throw new RangeError(`${name} describes the account and has no window: leave "${window}" out`);
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
