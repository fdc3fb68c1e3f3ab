import { Stack } from 'aws-cdk-lib';
import { Dashboard, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { SendAlarms } from '../alarms/send-alarms';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { regionalName } from '../shared/regional-name';
import {
  accountWidget,
  ageWidget,
  alarmStates,
  attemptsWidget,
  awsRateWidget,
  explanation,
  FULL_WIDTH,
  graph,
  HALF_WIDTH,
  mailWidget,
  RATE_NAMES,
  rateWidget,
} from './dashboard-widgets';

export interface SendDashboardProps {
  readonly exporter: SendStatisticsExporter;
  /** The dashboard shows the states of all alarms, and the thresholds on our rates as lines. */
  readonly alarms: SendAlarms;
  /** The function of `ConsoleWidgets`, whose widgets find mail. Default: no such widgets. */
  readonly mailWidgets?: IFunction;
}

/** Shows one Region: first the states of all alarms, then the rates, with thresholds as lines, then the mail behind them. */
export class SendDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { exporter, alarms, mailWidgets }: SendDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(Stack.of(this)) });
    const states = [...(alarms.ratesPage ? [alarms.ratesPage] : []), ...Object.values(alarms.alarms)];
    if (states.length > 0) this.dashboard.addWidgets(alarmStates(states));
    for (const name of RATE_NAMES) {
      this.dashboard.addWidgets(rateWidget(name, exporter, alarms), awsRateWidget(name));
    }
    if (mailWidgets) this.addMailWidgets(mailWidgets.functionArn);
    this.dashboard.addWidgets(attemptsWidget(exporter), accountWidget(exporter));
    this.dashboard.addWidgets(ageWidget(exporter), ...functionWidgets(exporter));
    this.dashboard.addWidgets(explanation());
  }

  private addMailWidgets(functionArn: string): void {
    this.dashboard.addWidgets(
      mailWidget('bouncing', functionArn, HALF_WIDTH),
      mailWidget('breakdown', functionArn, HALF_WIDTH),
    );
    this.dashboard.addWidgets(mailWidget('find', functionArn, FULL_WIDTH));
  }
}

function functionWidgets(exporter: SendStatisticsExporter): IWidget[] {
  const { period } = exporter;
  return [
    graph('Poll duration', [exporter.function.metricDuration({ period, statistic: 'Maximum' })], {
      width: FULL_WIDTH / 3,
    }),
    graph(
      'Failed polls, and polls given up',
      [
        exporter.function.metricErrors({ period }),
        exporter.givenUpPolls.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      ],
      { width: FULL_WIDTH / 3 },
    ),
  ];
}
