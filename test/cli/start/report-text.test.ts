import { describe, expect, it } from '@jest/globals';
import { type ReportView, toReportText } from '../../../cli/start/report-text';
import { parseWindow } from '../../../lambda/send-statistics/contract';
import type { Gauge } from '../../../lambda/send-statistics/gauges';
import { DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';

function textOf(gauges: Gauge[], view: Partial<ReportView> = {}): string {
  const defaults = { windows: [parseWindow('1h')], alarms: DEFAULT_ALARMS, points: 4, skipped: 0, repairedSlots: 0 };
  return toReportText({ gauges, ...defaults, ...view });
}

function windowRow(DeliveryAttempts: number, BounceRate?: number, ComplaintRate?: number): string {
  const values = Object.entries({ DeliveryAttempts, BounceRate, ComplaintRate });
  const gauges = values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, window: '1h' } as Gauge],
  );
  return cells(textOf(gauges));
}

/** Returns the row of the window with compact cells. */
function cells(text: string): string {
  const row = text.split('\n').find((line) => line.startsWith('│ 1h')) ?? '';
  return row.replaceAll(/\s*│\s*/g, '|').replaceAll(/\s+/g, ' ');
}

describe('a window', () => {
  it.each([
    [0.0499, 0.00099, '|1h|10,000|4.99 % below review|0.099 % below review|'],
    [0.05, 0.001, '|1h|10,000|5 % OVER REVIEW|0.1 % OVER REVIEW|'],
    [0.0999, 0.0049, '|1h|10,000|9.99 % OVER REVIEW|0.49 % OVER REVIEW|'],
    [0.1, 0.005, '|1h|10,000|10 % OVER PAUSE|0.5 % OVER PAUSE|'],
    [1, 1, '|1h|10,000|100 % OVER PAUSE|100 % OVER PAUSE|'],
  ])('with a bounce rate of %d and a complaint rate of %d', (bounces, complaints, row) => {
    expect(windowRow(10_000, bounces, complaints)).toBe(row);
  });

  it('without mail has no rate', () => {
    expect(windowRow(0)).toBe('|1h|0|no mail|no mail|');
  });

  it('that is not published has no values', () => {
    expect(cells(textOf([]))).toBe('|1h|not published|-|-|');
  });
});

describe('a rate with little mail shows the floor that keeps its alarms quiet', () => {
  it.each<[string, number, number | undefined, number | undefined, string]>([
    ['attempts', 60, 8 / 60, undefined, '|1h|60|13.333 % 60 attempts, below the floor of 200|-|'],
    ['a single attempt', 1, 1, undefined, '|1h|1|100 % 1 attempt, below the floor of 200|-|'],
    ['one attempt less than the floor', 199, 0.2, 0.01, '|1h|199|20 % 199 attempts, below the floor of 200|'],
    ['events', 200, 0.095, undefined, '|1h|200|9.5 % 19 bounces, below the floor of 20|-|'],
    ['a single complaint', 400, 0, 0.0025, '|1h|400|0 % below review|0.25 % 1 complaint, below the floor of 5|'],
    ['no floor, if both floors are reached', 200, 0.1, 0.025, '|1h|200|10 % OVER PAUSE|2.5 % OVER PAUSE|'],
    ['no floor, if no rate is over a threshold', 5, 0.04, 0, '|1h|5|4 % below review|0 % below review|'],
  ])('%s', (_, attempts, bounceRate, complaintRate, row) => {
    expect(windowRow(attempts, bounceRate, complaintRate)).toContain(row);
  });

  it('but not if the alarms on the window are off', () => {
    const gauges: Gauge[] = [
      { name: 'DeliveryAttempts', window: '1h', value: 60 },
      { name: 'BounceRate', window: '1h', value: 0.2 },
    ];
    const off = { ...DEFAULT_ALARMS, bounceRateFastBurn: false } as const;
    expect(cells(textOf(gauges, { alarms: off }))).toContain('|20 % OVER PAUSE|');
  });

  it('and uses the lowest configured floor', () => {
    const bounceRateCritical = { ...DEFAULT_ALARMS.bounceRateCritical, window: '1h', attempts: 50, events: 9 };
    const gauges: Gauge[] = [
      { name: 'DeliveryAttempts', window: '1h', value: 60 },
      { name: 'BounceRate', window: '1h', value: 8 / 60 },
    ];
    const alarms = { ...DEFAULT_ALARMS, bounceRateCritical };
    expect(cells(textOf(gauges, { alarms }))).toContain('|13.333 % 8 bounces, below the floor of 9|');
    const louder = { ...alarms, bounceRateCritical: { ...bounceRateCritical, events: 8 } };
    expect(cells(textOf(gauges, { alarms: louder }))).toContain('|13.333 % OVER PAUSE|');
  });
});

it('shows published optional metrics', () => {
  const gauges: Gauge[] = [
    { name: 'DeliveryAttempts', window: '1h', value: 1000 },
    { name: 'Rejects', window: '1h', value: 12 },
    { name: 'RejectRate', window: '1h', value: 0.012 },
  ];
  expect(textOf(gauges)).toMatch(/│ +Rejects │ RejectRate │/);
  expect(cells(textOf(gauges))).toBe('|1h|1,000|-|-|12|1.2 %|');
});

describe('the account', () => {
  it.each<[Gauge['name'], number, string]>([
    ['SendingEnabled', 1, '1, the account can send'],
    ['SendingEnabled', 0, '0, the account CANNOT send'],
    ['EnforcementLevel', 0, '0, healthy'],
    ['EnforcementLevel', 1, '1, under review'],
    ['EnforcementLevel', 2, '2, shut down'],
    ['SendQuotaUsage', 0, '0 % of the daily quota'],
    ['SendQuotaUsage', 0.345, '34.5 % of the daily quota'],
    ['NewestDataPointAge', 60, '1 minute since the newest period of SES started'],
    ['NewestDataPointAge', 900, '15 minutes since the newest period of SES started'],
  ])('%s %d', (name, value, text) => {
    expect(textOf([{ name, value }])).toContain(`${name.padEnd(20)}${text}\n`);
  });

  it('that is unknown has no lines', () => {
    expect(textOf([])).not.toContain('SendingEnabled');
  });
});

describe('the count line', () => {
  it.each<[Partial<ReportView>, string]>([
    [{ points: 1134 }, '1,134 periods of 15 minutes read'],
    [{ points: 1 }, '1 period of 15 minutes read'],
    [{ points: 0 }, '0 periods of 15 minutes read'],
    [
      { points: 1, skipped: 1, repairedSlots: 1, publishedTo: 'to CloudWatch' },
      '1 period of 15 minutes read, 1 malformed and skipped, 1 earlier slot published to CloudWatch',
    ],
    [{ skipped: 2 }, '4 periods of 15 minutes read, 2 malformed and skipped'],
    [
      { repairedSlots: 1340, publishedTo: 'to CloudWatch' },
      '4 periods of 15 minutes read, 1,340 earlier slots published to CloudWatch',
    ],
    [{ repairedSlots: 1340 }, '4 periods of 15 minutes read'],
    [{ points: undefined }, ''],
  ])('%j', (view, line) => {
    expect(textOf([], view).split('\n').at(-3)).toBe(line);
  });
});
