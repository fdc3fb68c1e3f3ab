/** What dashboards of the exporter's metrics are made of. */
import {
  AlarmStatusWidget,
  GraphWidget,
  type HorizontalAnnotation,
  type IAlarmRef,
  type IMetric,
  type IWidget,
  type LegendPosition,
  type MetricOptions,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { percent, RATE_ALARMS, type RateAlarmName, toSlug } from '../alarms/alarm-table';
import { awsRate } from '../alarms/aws-metrics';
import { AWS_THRESHOLDS } from '../alarms/aws-thresholds';
import type { SendAlarms } from '../alarms/send-alarms';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';

export type RateName = keyof typeof AWS_THRESHOLDS;

export const RATE_NAMES = Object.keys(AWS_THRESHOLDS) as RateName[];

export const RATE_TITLES: Readonly<Record<RateName, string>> = {
  BounceRate: 'Bounce rate',
  ComplaintRate: 'Complaint rate',
};

export const FULL_WIDTH = 24;
const HALF_WIDTH = 12;
const HEIGHT = 6;

/** Near to what AWS acts on, and beyond it. */
export const WARNING_COLOR = '#ff7f0e';
export const CRITICAL_COLOR = '#d62728';

const WHAT_IT_DOES_NOT_MEAN = `
**Bounce rate, complaint rate**: hard bounces and complaints / delivery attempts of the window that ends at the point. No line: no mail. They
are not AWS's rates, which AWS measures over a volume of its own choice (beside them), and which it acts on. Complaints are those that
providers with feedback loops report.

**Delivery attempts**: of the whole window at each point. Do not add points up.

**SendingEnabled** 1: SES lets the account send. **EnforcementLevel** 0 healthy, 1 under review, 2 shut down. **SendQuotaUsage** 1: the daily quota is
used up; it says nothing of the sending rate.

**NewestDataPointAge** grows whenever you do not send. It is no fault.
`.trim();

export function heading(text: string): IWidget {
  return new TextWidget({ markdown: `## ${text}`, width: FULL_WIDTH, height: 1 });
}

/** What each number does not mean. */
export function explanation(): IWidget {
  return new TextWidget({ markdown: WHAT_IT_DOES_NOT_MEAN, width: FULL_WIDTH, height: HEIGHT });
}

export function alarmStates(alarms: IAlarmRef[]): IWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH, height: HEIGHT });
}

/** Our rate over every window, with AWS's levels and the alarms' own thresholds. */
export function rateWidget(
  name: RateName,
  exporter: SendStatisticsExporter,
  alarms: SendAlarms,
  region?: string,
): IWidget {
  return graph(
    RATE_TITLES[name],
    exporter.windowLabels.map((window) => exporter.metric(name, { window, ...labelled(window), region })),
    { annotations: [...awsLines(name), ...alarmLines(name, alarms)], region },
  );
}

export function awsRateWidget(name: RateName, region?: string): IWidget {
  return graph(awsRateTitle(name), [awsRate(name, { ...labelled('AWS'), region })], {
    annotations: awsLines(name),
    region,
  });
}

export function awsRateTitle(name: RateName): string {
  return `${RATE_TITLES[name]} as AWS sees it: it reviews at ${percent(AWS_THRESHOLDS[name].review)}`;
}

export function attemptsWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  const metrics = exporter.windowLabels.map((window) =>
    exporter.metric('DeliveryAttempts', { window, ...labelled(window), region }),
  );
  return graph('Delivery attempts in the window', metrics, { region });
}

export function accountWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  const names = ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage'] as const;
  return graph(
    'Account',
    names.map((name) => exporter.metric(name, { region })),
    { region },
  );
}

export function ageWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  return graph("Age of SES's newest period", [exporter.metric('NewestDataPointAge', { region })], {
    region,
    width: FULL_WIDTH / 3,
  });
}

interface GraphOptions {
  readonly annotations?: HorizontalAnnotation[];
  readonly region?: string;
  readonly width?: number;
  /** Default: below the graph. */
  readonly legendPosition?: LegendPosition;
}

export function graph(
  title: string,
  left: IMetric[],
  { annotations, region, width = HALF_WIDTH, legendPosition }: GraphOptions = {},
): GraphWidget {
  return new GraphWidget({
    title,
    left,
    leftAnnotations: annotations,
    region,
    width,
    height: HEIGHT,
    legendPosition,
    leftYAxis: { min: 0 },
  });
}

export function awsLines(name: RateName): HorizontalAnnotation[] {
  const { review, pause } = AWS_THRESHOLDS[name];
  return [
    { value: review, label: `AWS reviews at ${percent(review)}`, color: WARNING_COLOR },
    { value: pause, label: `AWS may pause at ${percent(pause)}`, color: CRITICAL_COLOR },
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

export function labelled(label: string): Pick<MetricOptions, 'label'> {
  return { label };
}
