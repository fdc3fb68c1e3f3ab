/** The widgets of dashboards on the exporter's metrics. */
import {
  AlarmStatusWidget,
  CustomWidget,
  GraphWidget,
  type HorizontalAnnotation,
  type IAlarmRef,
  type IMetric,
  type IWidget,
  type LegendPosition,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { WIDGET_PARAMETER, WIDGETS, type WidgetName } from '../../lambda/message-insights/widgets/contract';
import { ALARM_NAMES, rowOf, toSlug } from '../alarms/alarm-table';
import { awsRate } from '../alarms/aws-metrics';
import { AWS_THRESHOLDS, type RateName } from '../alarms/aws-thresholds';
import { percent } from '../alarms/percent';
import type { SendAlarms } from '../alarms/send-alarms';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';

export const RATE_NAMES = Object.keys(AWS_THRESHOLDS) as RateName[];

export const RATE_TITLES: Readonly<Record<RateName, string>> = {
  BounceRate: 'Bounce rate',
  ComplaintRate: 'Complaint rate',
};

export const FULL_WIDTH = 24;
export const HALF_WIDTH = 12;
const HEIGHT = 6;

/** Colors of values near a level at which AWS acts, and beyond it. */
export const WARNING_COLOR = '#ff7f0e';
export const CRITICAL_COLOR = '#d62728';

const ALARM_COLOR = '#7f7f7f';

const EXPLANATION = `
**Bounce rate, complaint rate**: hard bounces and complaints divided by the delivery attempts of the window that ends at the point. No line
means no mail. AWS acts on its own rates, which are shown beside ours. It measures them over a volume that it chooses itself. Only providers
with feedback loops report complaints.

**Delivery attempts**: all attempts of the window at each point. Do not add points up.

**SendingEnabled** 1: SES allows the account to send. **EnforcementLevel** 0: healthy, 1: under review, 2: shut down. **SendQuotaUsage** 1: the daily
quota is used up. This metric does not show the sending rate.

**NewestDataPointAge** grows while you do not send. That is not a fault.
`.trim();

export function heading(text: string): IWidget {
  return new TextWidget({ markdown: `## ${text}`, width: FULL_WIDTH, height: 1 });
}

/** Returns a widget that explains each number: what it means, and what it does not mean. */
export function explanation(): IWidget {
  return new TextWidget({ markdown: EXPLANATION, width: FULL_WIDTH, height: HEIGHT });
}

export function alarmStates(alarms: IAlarmRef[]): IWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms, width: FULL_WIDTH, height: HEIGHT });
}

/** Returns a graph of our rate over every window, with AWS's levels and the alarms' thresholds as lines. */
export function rateWidget(
  name: RateName,
  exporter: SendStatisticsExporter,
  alarms: SendAlarms,
  region?: string,
): IWidget {
  return graph(
    RATE_TITLES[name],
    exporter.windowLabels.map((window) => exporter.metric(name, { window, label: window, region })),
    { annotations: [...awsLines(name), ...alarmLines(name, alarms)], region },
  );
}

export function awsRateWidget(name: RateName, region?: string): IWidget {
  return graph(awsRateTitle(name), [awsRate(name, { label: 'AWS', region })], {
    annotations: awsLines(name),
    region,
  });
}

export function awsRateTitle(name: RateName): string {
  return `${RATE_TITLES[name]} as AWS sees it: it reviews at ${percent(AWS_THRESHOLDS[name].review)}`;
}

export function attemptsWidget(exporter: SendStatisticsExporter, region?: string): IWidget {
  const metrics = exporter.windowLabels.map((window) =>
    exporter.metric('DeliveryAttempts', { window, label: window, region }),
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

/**
 * Returns a widget that a function renders. Only a click calls SES: the settings that render it again by themselves are
 * off, because they would also remove an answer while somebody reads it.
 */
export function mailWidget(name: WidgetName, functionArn: string, width: number): IWidget {
  return new CustomWidget({
    title: WIDGETS[name].title,
    functionArn,
    params: { [WIDGET_PARAMETER]: name },
    updateOnRefresh: false,
    updateOnResize: false,
    updateOnTimeRangeChange: false,
    width,
    height: 2 * HEIGHT,
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

/** Returns lines for the alarms' thresholds, except those that are already one of AWS's lines. */
function alarmLines(name: RateName, { settings }: SendAlarms): HorizontalAnnotation[] {
  const drawn: readonly number[] = Object.values(AWS_THRESHOLDS[name]);
  return ALARM_NAMES.flatMap((alarm) => {
    const setting = settings[alarm];
    if (rowOf(alarm).graph !== name || !setting || !('threshold' in setting)) return [];
    const { threshold } = setting;
    if (drawn.includes(threshold)) return [];
    return [{ value: threshold, label: `${toSlug(alarm)} at ${percent(threshold)}`, color: ALARM_COLOR }];
  });
}
