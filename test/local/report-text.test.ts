import { describe, expect, it } from '@jest/globals';
import { parseWindow } from '../../lambda/send-statistics/contract';
import type { Gauge } from '../../lambda/send-statistics/gauges';
import { type ReportView, toReportText } from '../../local/report-text';

function textOf(gauges: Gauge[], view: Partial<ReportView> = {}): string {
  return toReportText({ gauges, windows: [parseWindow('1h')], points: 4, skipped: 0, repairedSlots: 0, ...view });
}

function windowRow(DeliveryAttempts: number, BounceRate?: number, ComplaintRate?: number): string {
  const values = Object.entries({ DeliveryAttempts, BounceRate, ComplaintRate });
  const gauges = values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, window: '1h' } as Gauge],
  );
  return cells(textOf(gauges));
}

/** The row of the window, its cells parted by single bars. */
function cells(text: string): string {
  const row = text.split('\n').find((line) => line.startsWith('│ 1h')) ?? '';
  return row.replaceAll(/\s*│\s*/g, '|').replaceAll(/\s+/g, ' ');
}

describe('a window', () => {
  it.each([
    [0.0499, 0.00099, '|1h|1,000|4.99 % below review|0.099 % below review|'],
    [0.05, 0.001, '|1h|1,000|5 % OVER REVIEW|0.1 % OVER REVIEW|'],
    [0.0999, 0.0049, '|1h|1,000|9.99 % OVER REVIEW|0.49 % OVER REVIEW|'],
    [0.1, 0.005, '|1h|1,000|10 % OVER PAUSE|0.5 % OVER PAUSE|'],
    [1, 1, '|1h|1,000|100 % OVER PAUSE|100 % OVER PAUSE|'],
  ])('with a bounce rate of %d and a complaint rate of %d', (bounces, complaints, row) => {
    expect(windowRow(1000, bounces, complaints)).toBe(row);
  });

  it('without mail has no rate', () => {
    expect(windowRow(0)).toBe('|1h|0|no mail|no mail|');
  });

  it('that was not published says nothing of mail', () => {
    expect(cells(textOf([]))).toBe('|1h|not published|-|-|');
  });
});

describe('the account', () => {
  it.each<[Gauge['name'], number, string]>([
    ['SendingEnabled', 1, '1, SES lets the account send'],
    ['SendingEnabled', 0, '0, SES does NOT let the account send'],
    ['EnforcementLevel', 0, '0, healthy'],
    ['EnforcementLevel', 1, '1, under review'],
    ['EnforcementLevel', 2, '2, shut down'],
    ['SendQuotaUsage', 0, '0 % of the daily quota'],
    ['SendQuotaUsage', 0.345, '34.5 % of the daily quota'],
    ['NewestDataPointAge', 900, "15 minutes since SES's newest period began"],
  ])('%s %d', (name, value, text) => {
    expect(textOf([{ name, value }])).toContain(`${name.padEnd(20)}${text}\n`);
  });

  it('that is not known has no lines', () => {
    expect(textOf([])).not.toContain('SendingEnabled');
  });
});

describe('what was read', () => {
  it.each<[Partial<ReportView>, string]>([
    [{ points: 1134 }, '1,134 periods of 15 minutes read'],
    [{ skipped: 2 }, '4 periods of 15 minutes read, 2 left out as malformed'],
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
