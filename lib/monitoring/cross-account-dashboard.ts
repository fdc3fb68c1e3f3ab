import { Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  type IWidget,
  LegendPosition,
  type Metric,
  type MetricOptions,
  TableSummaryColumn,
  TableThreshold,
  TableWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { isWindowMetric, METRICS, type MetricName } from '../../lambda/send-statistics/contract';
import { DEFAULT_ALARMS } from '../alarms/alarm-table';
import { awsRate } from '../alarms/aws-metrics';
import type { RateName } from '../alarms/aws-thresholds';
import {
  awsLines,
  awsRateTitle,
  CRITICAL_COLOR,
  explanation,
  graph,
  heading,
  RATE_NAMES,
  RATE_TITLES,
  WARNING_COLOR,
} from '../dashboards/dashboard-widgets';
import { ExporterMetrics, type ExporterMetricsProps } from '../exporter/exporter-metrics';
import { readOptions } from '../shared/option-problems';
import { regionNames } from '../shared/region-names';
import { regionalName } from '../shared/regional-name';
import { dayWindow } from '../shared/windows';
import { sourceAccounts } from './monitoring-config';
import { dashboardProblems, type SourceAccounts } from './monitoring-settings';

/** The end of the dashboard's name. */
export const ALL_ACCOUNTS = 'all-accounts';

export interface CrossAccountDashboardProps {
  /** Ids of the accounts to show, by name. */
  readonly sourceAccounts: SourceAccounts;
  /** Regions to show, each with all accounts. */
  readonly regions: readonly string[];
  /** Options of the exporters in all accounts. Default: the defaults of `SendStatisticsExporter`. */
  readonly metrics?: ExporterMetricsProps;
}

/** The tables from left to right. A row shows the same account in all tables. */
const TABLES = [
  {
    name: 'EnforcementLevel',
    // Bounds between the levels, because AWS does not document whether a range includes its bounds.
    thresholds: [TableThreshold.between(0.5, 1.5, WARNING_COLOR), TableThreshold.above(1.5, CRITICAL_COLOR)],
    width: 5,
  },
  { name: 'SendingEnabled', thresholds: [TableThreshold.below(0.5, CRITICAL_COLOR)], width: 5 },
  {
    name: 'SendQuotaUsage',
    thresholds: [
      TableThreshold.between(
        DEFAULT_ALARMS.quotaWarning.threshold,
        DEFAULT_ALARMS.quotaCritical.threshold,
        WARNING_COLOR,
      ),
      TableThreshold.above(DEFAULT_ALARMS.quotaCritical.threshold, CRITICAL_COLOR),
    ],
    width: 5,
  },
  { name: 'DeliveryAttempts', thresholds: [], width: 5 },
  { name: 'NewestDataPointAge', thresholds: [], width: 4 },
] as const;

/**
 * Shows all accounts and Regions on one dashboard. Each Region has graphs with one line per account, and tables with one row
 * per account.
 *
 * @throws ConfigError with all problems of the accounts and Regions, or else with all problems of `metrics`
 */
export class CrossAccountDashboard extends Construct {
  private readonly metrics: ExporterMetrics;
  private readonly window: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CrossAccountDashboardProps,
  ) {
    super(scope, id);
    const { regions } = props;
    readOptions({ sourceAccounts, regions: regionNames }, props, (options) =>
      dashboardProblems(options.sourceAccounts ?? {}, options.regions?.length ?? 0).map(
        (problem) => `"sourceAccounts": ${problem}`,
      ),
    );
    this.metrics = new ExporterMetrics(props.metrics);
    this.window = dayWindow(this.metrics.settings.windows).label;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(Stack.of(this), ALL_ACCOUNTS) });
    for (const region of regions) {
      dashboard.addWidgets(heading(region));
      for (const name of RATE_NAMES) {
        dashboard.addWidgets(this.rateWidget(name, region), this.awsRateWidget(name, region));
      }
      dashboard.addWidgets(...TABLES.map((table) => this.tableWidget(table, region)));
    }
    dashboard.addWidgets(explanation());
  }

  private rateWidget(name: RateName, region: string): IWidget {
    return graph(
      this.titleOf(name, RATE_TITLES[name]),
      this.ofEachAccount(region, (options) => this.metricOf(name, options)),
      { annotations: awsLines(name), region, legendPosition: LegendPosition.RIGHT },
    );
  }

  private awsRateWidget(name: RateName, region: string): IWidget {
    return graph(
      awsRateTitle(name),
      this.ofEachAccount(region, (options) => awsRate(name, options)),
      { annotations: awsLines(name), region, legendPosition: LegendPosition.RIGHT },
    );
  }

  /** Returns a table of the worst values in the displayed time range. The row of an account without data is empty. */
  private tableWidget({ name, thresholds, width }: (typeof TABLES)[number], region: string): IWidget {
    const worst = METRICS[name].statistic === 'Minimum' ? TableSummaryColumn.MINIMUM : TableSummaryColumn.MAXIMUM;
    return new TableWidget({
      title: this.titleOf(name),
      metrics: this.ofEachAccount(region, (options) => this.metricOf(name, options)),
      thresholds: [...thresholds],
      summary: { columns: [worst], hideNonSummaryColumns: true },
      region,
      width,
      height: this.tableHeight,
    });
  }

  /** Height in grid units: two for title and header, and about three for every five rows. Longer tables scroll. */
  private get tableHeight(): number {
    return Math.min(2 + Math.ceil(Object.keys(this.props.sourceAccounts).length * 0.6), 15);
  }

  private titleOf(name: MetricName, title: string = name): string {
    return isWindowMetric(name) ? `${title} of ${this.window}` : title;
  }

  private metricOf(name: MetricName, options: MetricOptions): Metric {
    const { metrics, window } = this;
    return isWindowMetric(name) ? metrics.metric(name, { window, ...options }) : metrics.metric(name, options);
  }

  private ofEachAccount(region: string, metricOf: (options: MetricOptions) => Metric): Metric[] {
    return Object.entries(this.props.sourceAccounts).map(([label, account]) => metricOf({ account, region, label }));
  }
}
