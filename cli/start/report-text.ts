/** Formats a poll for people. */
import Table from 'cli-table3';
import {
  type AccountMetricName,
  isOptionalMetric,
  isWindowMetric,
  METRICS,
  type MetricName,
  type Window,
} from '../../lambda/send-statistics/contract';
import type { Gauge } from '../../lambda/send-statistics/gauges';
import type { RateSetting } from '../../lib/alarms/alarm-row';
import type { AlarmSettings } from '../../lib/alarms/alarm-table';
import { AWS_THRESHOLDS } from '../../lib/alarms/aws-thresholds';
import { percent } from '../../lib/alarms/percent';
import { counted } from '../../lib/shared/plural';

type RateName = keyof typeof AWS_THRESHOLDS;

const ENFORCEMENT_STATUSES = ['healthy', 'under review', 'shut down'];

const ACCOUNT_TEXTS: Readonly<Record<AccountMetricName, (value: number) => string>> = {
  SendingEnabled: (enabled) => `${enabled}, the account ${enabled === 1 ? 'can' : 'CANNOT'} send`,
  EnforcementLevel: (level) => `${level}, ${ENFORCEMENT_STATUSES[level]}`,
  SendQuotaUsage: (usage) => `${percent(rounded(usage, 3))} of the daily quota`,
  NewestDataPointAge: (seconds) =>
    `${counted(Math.round(seconds / 60), 'minute')} since the newest period of SES started`,
  AttemptsWeekBefore: (attempts) => `${counted(attempts, 'attempt')} in the same hour one week before`,
};

export interface ReportView {
  /** The metrics of the slot to show. */
  readonly gauges: readonly Gauge[];
  /** In display order. */
  readonly windows: readonly Window[];
  /** Their floors decide which rates are significant. */
  readonly alarms: AlarmSettings;
  /** Number of points in the response of SES. Undefined: the call failed. */
  readonly points?: number;
  /** Number of malformed points. */
  readonly skipped: number;
  readonly repairedSlots: number;
  /** Where repaired slots were published. Undefined: do not mention them. */
  readonly publishedTo?: string;
}

/** Compares the rates of each window with AWS's thresholds, and shows the state of the account. */
export function toReportText(view: ReportView): string {
  return [
    windowTable(view),
    ...accountLines(view.gauges),
    countLine(view),
    '',
    'Hard bounces only. The rates are an early warning: AWS decides by its own rates, over a volume of mail that it chooses.',
  ].join('\n');
}

function windowTable({ gauges, windows, alarms }: ReportView): string {
  const optional = [...new Set(gauges.map(({ name }) => name))].filter(isOptionalMetric).filter(isWindowMetric);
  const table = new Table({
    head: [
      'Window',
      'Delivery attempts',
      heading('Bounce rate', 'BounceRate'),
      heading('Complaint rate', 'ComplaintRate'),
      ...optional,
    ],
    colAligns: ['left', 'right', 'right', 'right', ...optional.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const { label } of windows) {
    const attempts = gaugeOf(gauges, 'DeliveryAttempts', label);
    table.push([
      label,
      attempts === undefined ? 'not published' : count(attempts),
      rateCell(gauges, 'BounceRate', label, alarms),
      rateCell(gauges, 'ComplaintRate', label, alarms),
      ...optional.map((name) => optionalCell(name, gaugeOf(gauges, name, label))),
    ]);
  }
  return table.toString();
}

function heading(title: string, name: RateName): string {
  const { review, pause } = AWS_THRESHOLDS[name];
  return `${title}\nAWS: review ${percent(review)}, pause ${percent(pause)}`;
}

function rateCell(gauges: readonly Gauge[], name: RateName, window: string, alarms: AlarmSettings): string {
  const rate = gaugeOf(gauges, name, window);
  const attempts = gaugeOf(gauges, 'DeliveryAttempts', window);
  if (rate === undefined) return attempts === 0 ? 'no mail' : '-';
  const { review, pause } = AWS_THRESHOLDS[name];
  const verdict = rate >= pause ? 'OVER PAUSE' : rate >= review ? 'OVER REVIEW' : 'below review';
  const belowFloor =
    rate >= review && attempts !== undefined && describeFloor(name, rate, attempts, floorsOf(alarms, name, window));
  return `${percent(rounded(rate, 5))}  ${belowFloor || verdict}`;
}

/** Returns the settings of the alarms on a rate over a window. */
function floorsOf(alarms: AlarmSettings, name: RateName, window: string): RateSetting[] {
  const prefix = EVENT_NOUNS[name];
  return Object.entries(alarms).flatMap(([alarm, setting]) =>
    alarm.startsWith(prefix) && setting && 'attempts' in setting && setting.window === window ? [setting] : [],
  );
}

/** The events that a rate counts. The names of the alarms on the rate begin with this noun. */
const EVENT_NOUNS: Readonly<Record<RateName, string>> = { BounceRate: 'bounce', ComplaintRate: 'complaint' };

/** Describes the floor that keeps all alarms quiet. Returns undefined if an alarm evaluates the rate, or if no alarm exists. */
function describeFloor(
  name: RateName,
  rate: number,
  attempts: number,
  floors: readonly RateSetting[],
): string | undefined {
  const events = Math.round(rate * attempts);
  if (floors.length === 0 || floors.some((floor) => attempts >= floor.attempts && events >= floor.events))
    return undefined;
  const leastAttempts = Math.min(...floors.map((floor) => floor.attempts));
  if (attempts < leastAttempts) return `${counted(attempts, 'attempt')}, below the floor of ${count(leastAttempts)}`;
  const leastEvents = Math.min(...floors.filter((floor) => attempts >= floor.attempts).map((floor) => floor.events));
  return `${counted(events, EVENT_NOUNS[name])}, below the floor of ${count(leastEvents)}`;
}

function optionalCell(name: MetricName, value: number | undefined): string {
  if (value === undefined) return '-';
  return METRICS[name].unit === 'Count' ? count(value) : percent(rounded(value, 5));
}

function accountLines(gauges: readonly Gauge[]): string[] {
  return Object.entries(ACCOUNT_TEXTS).flatMap(([name, toText]) => {
    const value = gaugeOf(gauges, name as AccountMetricName);
    return value === undefined ? [] : [`${name.padEnd(20)}${toText(value)}`];
  });
}

function countLine({ points, skipped, repairedSlots, publishedTo }: ReportView): string {
  const read = points !== undefined && `${counted(points, 'period')} of 15 minutes read`;
  const malformed = skipped > 0 && `${count(skipped)} malformed and skipped`;
  const slots =
    publishedTo && repairedSlots > 0 && `${counted(repairedSlots, 'earlier slot')} published ${publishedTo}`;
  return [read, malformed, slots].filter(Boolean).join(', ');
}

function gaugeOf(gauges: readonly Gauge[], name: Gauge['name'], window?: string): number | undefined {
  return gauges.find((gauge) => gauge.name === name && gauge.window === window)?.value;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
