import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type HorizontalAnnotation,
  type IAlarmRef,
  type IMetric,
  type IWidget,
  type MetricOptions,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ALARM_NAMES, percent, RATE_ALARMS, type RateAlarmName, toSlug } from './alarm-table';
import { awsRate } from './aws-metrics';
import { AWS_THRESHOLDS } from './aws-thresholds';
import { regionalName } from './regional-name';
import type { SendAlarms } from './send-alarms';
import type { SendStatisticsExporter } from './send-statistics-exporter';

type RateName = keyof typeof AWS_THRESHOLDS;

export interface SendDashboardProps {
  readonly exporter: SendStatisticsExporter;
  /** Its thresholds are drawn, and its states shown. */
  readonly alarms: SendAlarms;
}

const FULL_WIDTH = 24;
const HALF_WIDTH = 12;
const HEIGHT = 6;

const RATE_TITLES: Readonly<Record<RateName, string>> = { BounceRate: 'Bounce rate', ComplaintRate: 'Complaint rate' };

const WHAT_IT_DOES_NOT_MEAN = `
**Bounce rate, complaint rate**: hard bounces and complaints / delivery attempts of the last hour, day and fortnight. No line: no mail. They
are not AWS's rates, which AWS measures over a volume of its own choice (beside them), and which it acts on. Complaints are those that
providers with feedback loops report.

**Delivery attempts**: of the whole window at each point. Do not add points up.

**SendingEnabled** 1: SES lets the account send. **EnforcementLevel** 0 healthy, 1 under review, 2 shut down. **SendQuotaUsage** 1: the daily quota is
used up; it says nothing of the sending rate.

**NewestDataPointAge** grows whenever you do not send. It is no fault.
`.trim();

/** One Region at a glance: what is wrong first, then the rates with every line that matters drawn in. */
export class SendDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { exporter, alarms }: SendDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(Stack.of(this)) });
    const watched = Object.values(alarms.alarms);
    if (watched.length > 0) this.dashboard.addWidgets(alarmStates(watched));
    for (const name of Object.keys(AWS_THRESHOLDS) as RateName[]) {
      this.dashboard.addWidgets(rateWidget(name, exporter, alarms), awsRateWidget(name));
    }
    this.dashboard.addWidgets(attemptsWidget(exporter), accountWidget(exporter));
    this.dashboard.addWidgets(ageWidget(exporter), ...functionWidgets(exporter));
    this.dashboard.addWidgets(new TextWidget({ markdown: WHAT_IT_DOES_NOT_MEAN, width: FULL_WIDTH, height: HEIGHT }));
  }
}

export interface CrossRegionDashboardProps {
  readonly exporter: SendStatisticsExporter;
  readonly alarms: SendAlarms;
  /** Regions to show, each of which has an exporter like this one. */
  readonly regions: readonly string[];
}

/** All Regions of an account on one page, one below the other. */
export class CrossRegionDashboard extends Construct {
  constructor(scope: Construct, id: string, { exporter, alarms, regions }: CrossRegionDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: 'SesMetricsExporter-all-Regions' });
    for (const region of regions) {
      dashboard.addWidgets(new TextWidget({ markdown: `## ${region}`, width: FULL_WIDTH, height: 1 }));
      const states = this.alarmsOf(region, alarms);
      if (states.length > 0) dashboard.addWidgets(alarmStates(states));
      for (const name of Object.keys(AWS_THRESHOLDS) as RateName[]) {
        dashboard.addWidgets(rateWidget(name, exporter, alarms, region), awsRateWidget(name, region));
      }
      dashboard.addWidgets(attemptsWidget(exporter, region), accountWidget(exporter, region));
      dashboard.addWidgets(ageWidget(exporter, region));
    }
    dashboard.addWidgets(new TextWidget({ markdown: WHAT_IT_DOES_NOT_MEAN, width: FULL_WIDTH, height: HEIGHT }));
  }

  /** The alarms that another Region's stack has under the names of this one's. */
  private alarmsOf(region: string, { alarms, settings }: SendAlarms): IAlarmRef[] {
    const stack = Stack.of(this);
    return ALARM_NAMES.filter((name) => settings[name] && alarms[name]).map((name) => {
      const resourceName = regionalName(stack, toSlug(name)).replace(stack.region, region);
      const alarm = { service: 'cloudwatch', resource: 'alarm', region, resourceName };
      const arn = Arn.format({ ...alarm, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
      return Alarm.fromAlarmArn(this, `${region}-${name}`, arn);
    });
  }
}

function alarmStates(alarms: IAlarmRef[]): IWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH, height: HEIGHT });
}

/** Our rate over every window, with AWS's levels and the alarms' own thresholds. */
function rateWidget(name: RateName, exporter: SendStatisticsExporter, alarms: SendAlarms, region?: string): IWidget {
  return graph(
    RATE_TITLES[name],
    exporter.windowLabels.map((window) => exporter.metric(name, { window, ...labelled(window), region })),
    { annotations: [...awsLines(name), ...alarmLines(name, alarms)], region },
  );
}

function awsRateWidget(name: RateName, region?: string): IWidget {
  const { review } = AWS_THRESHOLDS[name];
  return graph(
    `${RATE_TITLES[name]} as AWS sees it: it reviews at ${percent(review)}`,
    [awsRate(name, { ...labelled('AWS'), region })],
    {
      annotations: awsLines(name),
      region,
    },
  );
}

function attemptsWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  const metrics = exporter.windowLabels.map((window) =>
    exporter.metric('DeliveryAttempts', { window, ...labelled(window), region }),
  );
  return graph('Delivery attempts in the window', metrics, { region });
}

function accountWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  const names = ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage'] as const;
  return graph(
    'Account',
    names.map((name) => exporter.metric(name, { region })),
    { region },
  );
}

function ageWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  return graph("Age of SES's newest period", [exporter.metric('NewestDataPointAge', { region })], {
    region,
    width: FULL_WIDTH / 3,
  });
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

interface GraphOptions {
  readonly annotations?: HorizontalAnnotation[];
  readonly region?: string;
  readonly width?: number;
}

function graph(
  title: string,
  left: IMetric[],
  { annotations, region, width = HALF_WIDTH }: GraphOptions = {},
): GraphWidget {
  return new GraphWidget({
    title,
    left,
    leftAnnotations: annotations,
    region,
    width,
    height: HEIGHT,
    leftYAxis: { min: 0 },
  });
}

function awsLines(name: RateName): HorizontalAnnotation[] {
  const { review, pause } = AWS_THRESHOLDS[name];
  return [
    { value: review, label: `AWS reviews at ${percent(review)}`, color: '#ff7f0e' },
    { value: pause, label: `AWS may pause at ${percent(pause)}`, color: '#d62728' },
  ];
}

/** Those that are no line of AWS's already. */
function alarmLines(name: RateName, { settings }: SendAlarms): HorizontalAnnotation[] {
  const drawn: readonly number[] = Object.values(AWS_THRESHOLDS[name]);
  return (Object.keys(RATE_ALARMS) as RateAlarmName[]).flatMap((alarm) => {
    const setting = settings[alarm];
    const isOfRate = alarm.startsWith(name === 'BounceRate' ? 'bounce' : 'complaint');
    if (!setting || !isOfRate || drawn.includes(setting.threshold)) return [];
    return [{ value: setting.threshold, label: `${toSlug(alarm)} at ${percent(setting.threshold)}`, color: '#7f7f7f' }];
  });
}

function labelled(label: string): Pick<MetricOptions, 'label'> {
  return { label };
}
