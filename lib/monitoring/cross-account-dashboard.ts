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
import { regionalName } from '../shared/regional-name';
import { dayWindow } from '../shared/windows';
import { dashboardProblems, type SourceAccounts, sourceAccountProblems } from './monitoring-settings';

export interface CrossAccountDashboardProps {
  /** The accounts to show, by name. */
  readonly accounts: SourceAccounts;
  /** The Regions to show, each with all accounts. */
  readonly regions: readonly string[];
  /** What the exporters of all accounts publish. Default: what they publish by default. */
  readonly metrics?: ExporterMetricsProps;
}

/** The numbers of the tables, from left to right: a row is the same account in all. */
const TABLES = [
  {
    name: 'EnforcementLevel',
    // Between the levels, for whether a bound belongs to its range is not documented.
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
 * All accounts and Regions on one page: in each Region a line for each account, and a row in the tables below.
 *
 * @throws RangeError for accounts that cannot be shown, all problems at once
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
    const { accounts, regions } = props;
    const problems = [...sourceAccountProblems(accounts), ...dashboardProblems(accounts, regions)];
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    this.metrics = new ExporterMetrics(props.metrics);
    this.window = dayWindow(this.metrics.settings.windows).label;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(Stack.of(this), 'all-accounts') });
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

  /** The worst of the time shown, a row for each account; an empty one has published nothing. */
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

  /** Two units for title and head, about three for every five rows; a longer table scrolls. */
  private get tableHeight(): number {
    return Math.min(2 + Math.ceil(Object.keys(this.props.accounts).length * 0.6), 15);
  }

  private titleOf(name: MetricName, title: string = name): string {
    return isWindowMetric(name) ? `${title} of ${this.window}` : title;
  }

  private metricOf(name: MetricName, options: MetricOptions): Metric {
    const { metrics, window } = this;
    return isWindowMetric(name) ? metrics.metric(name, { window, ...options }) : metrics.metric(name, options);
  }

  private ofEachAccount(region: string, metricOf: (options: MetricOptions) => Metric): Metric[] {
    return Object.entries(this.props.accounts).map(([label, account]) => metricOf({ account, region, label }));
  }
}
