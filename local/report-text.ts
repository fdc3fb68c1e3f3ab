/** One poll as a person reads it. */
import Table from 'cli-table3';
import type { Window } from '../lambda/send-statistics/contract';
import type { Gauge } from '../lambda/send-statistics/gauges';
import { AWS_THRESHOLDS } from '../lib/aws-thresholds';

type RateName = keyof typeof AWS_THRESHOLDS;

const ENFORCEMENT_LEVELS = ['0, healthy', '1, under review', '2, shut down'];

export interface ReportView {
  /** What was published at the slot, as far as it is shown. */
  readonly gauges: readonly Gauge[];
  /** In the order they are shown in. */
  readonly windows: readonly Window[];
  /** How many points of SES's answer were read, and how many left out as malformed. */
  readonly points: number;
  readonly skipped: number;
  readonly repairedSlots: number;
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
      attempts?.toLocaleString('en-US') ?? 'not covered',
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
  if (rate === undefined) return 'no mail';
  const { review, pause } = AWS_THRESHOLDS[name];
  const verdict = rate >= pause ? 'OVER PAUSE' : rate >= review ? 'OVER REVIEW' : 'below review';
  return `${percent(rate, 3)}  ${verdict}`;
}

function accountLines(gauges: readonly Gauge[]): string[] {
  const enabled = gaugeOf(gauges, 'SendingEnabled');
  const level = gaugeOf(gauges, 'EnforcementLevel');
  const usage = gaugeOf(gauges, 'SendQuotaUsage');
  const age = gaugeOf(gauges, 'NewestDataPointAge');
  const lines = {
    SendingEnabled:
      enabled && `${enabled}, ${enabled === 1 ? 'SES lets the account send' : 'SES does not let the account send'}`,
    EnforcementLevel: level === undefined ? undefined : ENFORCEMENT_LEVELS[level],
    SendQuotaUsage: usage === undefined ? undefined : `${percent(usage, 1)} of the daily quota`,
    NewestDataPointAge:
      age === undefined
        ? undefined
        : `${Math.round(age / 60).toLocaleString('en-US')} minutes since SES's newest period began`,
  };
  return Object.entries(lines).flatMap(([name, text]) => (text ? [`${name.padEnd(20)}${text}`] : []));
}

function countLine({ points, skipped, repairedSlots }: ReportView): string {
  const read = `${points} periods of 15 minutes read`;
  const left = skipped > 0 && `${skipped} left out as malformed`;
  const slots = repairedSlots > 0 && `${repairedSlots.toLocaleString('en-US')} earlier slots published too`;
  return [read, left, slots].filter(Boolean).join(', ');
}

function gaugeOf(gauges: readonly Gauge[], name: Gauge['name'], window?: string): number | undefined {
  return gauges.find((gauge) => gauge.name === name && gauge.window === window)?.value;
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: digits })} %`;
}
