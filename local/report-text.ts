/** One poll as a person reads it. */
import Table from 'cli-table3';
import type { AccountMetricName, Window } from '../lambda/send-statistics/contract';
import type { Gauge } from '../lambda/send-statistics/gauges';
import { AWS_THRESHOLDS } from '../lib/aws-thresholds';

type RateName = keyof typeof AWS_THRESHOLDS;

const ENFORCEMENT_LEVELS = ['healthy', 'under review', 'shut down'];

const ACCOUNT_TEXTS: Readonly<Record<AccountMetricName, (value: number) => string>> = {
  SendingEnabled: (enabled) => `${enabled}, SES ${enabled === 1 ? 'lets' : 'does NOT let'} the account send`,
  EnforcementLevel: (level) => `${level}, ${ENFORCEMENT_LEVELS[level]}`,
  SendQuotaUsage: (usage) => `${percent(usage, 1)} of the daily quota`,
  NewestDataPointAge: (seconds) => `${count(Math.round(seconds / 60))} minutes since SES's newest period began`,
};

export interface ReportView {
  /** What was published at the slot, as far as it is shown. */
  readonly gauges: readonly Gauge[];
  /** In the order they are shown in. */
  readonly windows: readonly Window[];
  /** How many points of SES's answer were read (undefined: it gave none), and how many left out as malformed. */
  readonly points?: number;
  readonly skipped: number;
  readonly repairedSlots: number;
  /** Where those were published to; undefined: not worth telling. */
  readonly publishedTo?: string;
}

/** The windows with their rates held against AWS's thresholds, the account's standing, and what was read. */
export function toReportText(view: ReportView): string {
  return [
    windowTable(view.gauges, view.windows),
    ...accountLines(view.gauges),
    countLine(view),
    '',
    "Hard bounces only. The rates are an early sign and not AWS's verdict: AWS counts over a volume of its own choice.",
  ].join('\n');
}

function windowTable(gauges: readonly Gauge[], windows: readonly Window[]): string {
  const table = new Table({
    head: [
      'Window',
      'Delivery attempts',
      heading('Bounce rate', 'BounceRate'),
      heading('Complaint rate', 'ComplaintRate'),
    ],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { label } of windows) {
    const attempts = gaugeOf(gauges, 'DeliveryAttempts', label);
    table.push([
      label,
      attempts === undefined ? 'not published' : count(attempts),
      rateCell(gauges, 'BounceRate', label),
      rateCell(gauges, 'ComplaintRate', label),
    ]);
  }
  return table.toString();
}

function heading(title: string, name: RateName): string {
  const { review, pause } = AWS_THRESHOLDS[name];
  return `${title}\nAWS: review ${percent(review, 1)}, pause ${percent(pause, 1)}`;
}

function rateCell(gauges: readonly Gauge[], name: RateName, window: string): string {
  const rate = gaugeOf(gauges, name, window);
  if (rate === undefined) return gaugeOf(gauges, 'DeliveryAttempts', window) === 0 ? 'no mail' : '-';
  const { review, pause } = AWS_THRESHOLDS[name];
  const verdict = rate >= pause ? 'OVER PAUSE' : rate >= review ? 'OVER REVIEW' : 'below review';
  return `${percent(rate, 3)}  ${verdict}`;
}

function accountLines(gauges: readonly Gauge[]): string[] {
  return Object.entries(ACCOUNT_TEXTS).flatMap(([name, toText]) => {
    const value = gaugeOf(gauges, name as AccountMetricName);
    return value === undefined ? [] : [`${name.padEnd(20)}${toText(value)}`];
  });
}

function countLine({ points, skipped, repairedSlots, publishedTo }: ReportView): string {
  const read = points !== undefined && `${count(points)} periods of 15 minutes read`;
  const left = skipped > 0 && `${count(skipped)} left out as malformed`;
  const slots = publishedTo && repairedSlots > 0 && `${count(repairedSlots)} earlier slots published ${publishedTo}`;
  return [read, left, slots].filter(Boolean).join(', ');
}

function gaugeOf(gauges: readonly Gauge[], name: Gauge['name'], window?: string): number | undefined {
  return gauges.find((gauge) => gauge.name === name && gauge.window === window)?.value;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: digits })} %`;
}
