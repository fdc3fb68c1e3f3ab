import { describe, expect, it } from '@jest/globals';
import type { AccountStanding } from '../../../lambda/send-statistics/account-standing';
import { type OptionalMetricName, parseWindow } from '../../../lambda/send-statistics/contract';
import {
  accountGauges,
  ageGauges,
  type Gauge,
  neededCounters,
  windowGauges,
} from '../../../lambda/send-statistics/gauges';
import { type Counts, toSendHistory } from '../../../lambda/send-statistics/send-history';
import { at, MINUTE } from '../../support/world';

const SLOT = at('2026-11-22T12:07:00Z');
const ALL: OptionalMetricName[] = ['Bounces', 'Complaints', 'Rejects', 'RejectRate'];

function valuesOf(gauges: readonly Gauge[]): Record<string, number> {
  return Object.fromEntries(gauges.map(({ name, value }) => [name, value]));
}

function gaugesOf(counts: Partial<Counts>, optionalMetrics: OptionalMetricName[] = []): Gauge[] {
  const settings = { optionalMetrics };
  const point = {
    timestamp: SLOT - 15 * MINUTE,
    deliveryAttempts: 0,
    bounces: 0,
    complaints: 0,
    rejects: 0,
    ...counts,
  };
  const history = toSendHistory([point], SLOT, neededCounters(settings));
  return windowGauges(history, { slot: SLOT, window: parseWindow('1h'), settings });
}

describe('windowGauges', () => {
  it.each<[string, Partial<Counts>, Record<string, number>]>([
    [
      'rates are fractions of the attempts',
      { deliveryAttempts: 200, bounces: 10, complaints: 1 },
      { DeliveryAttempts: 200, BounceRate: 0.05, ComplaintRate: 0.005 },
    ],
    ['no mail yields an explicit zero and no rate', {}, { DeliveryAttempts: 0 }],
    ['late bounces without mail yield no rate', { bounces: 40 }, { DeliveryAttempts: 0 }],
    [
      'late bounces do not raise a rate above 1',
      { deliveryAttempts: 5, bounces: 40, complaints: 6 },
      { DeliveryAttempts: 5, BounceRate: 1, ComplaintRate: 1 },
    ],
  ])('%s', (_, counts, values) => {
    const gauges = gaugesOf(counts);
    expect(valuesOf(gauges)).toEqual(values);
    expect(gauges.every(({ window }) => window === '1h')).toBe(true);
  });

  it('returns optional metrics only if they are configured', () => {
    const counts = { deliveryAttempts: 100, bounces: 3, complaints: 2, rejects: 1 };
    expect(valuesOf(gaugesOf(counts, ALL))).toMatchObject({ Bounces: 3, Complaints: 2, Rejects: 1, RejectRate: 0.01 });
    expect(valuesOf(gaugesOf(counts, ['Bounces']))).not.toHaveProperty('Rejects');
  });

  it('caps the reject rate, because rejects may exceed attempts', () => {
    expect(valuesOf(gaugesOf({ deliveryAttempts: 1, rejects: 3 }, ['RejectRate']))).toMatchObject({ RejectRate: 1 });
  });
});

it.each<[OptionalMetricName[], string[]]>([
  [[], ['deliveryAttempts', 'bounces', 'complaints']],
  [['Bounces'], ['deliveryAttempts', 'bounces', 'complaints']],
  [['RejectRate'], ['deliveryAttempts', 'bounces', 'complaints', 'rejects']],
])('with the optional metrics %j a point needs %j', (optionalMetrics, counters) => {
  expect(neededCounters({ optionalMetrics })).toEqual(new Set(counters));
});

describe('accountGauges', () => {
  const healthy: AccountStanding = {
    sendingEnabled: true,
    enforcementStatus: 'HEALTHY',
    max24HourSend: 50_000,
    sentLast24Hours: 12_500,
  };

  it.each<[string, Partial<AccountStanding>, Record<string, number | undefined>]>([
    ['healthy', {}, { SendingEnabled: 1, EnforcementLevel: 0, SendQuotaUsage: 0.25 }],
    ['sending disabled', { sendingEnabled: false }, { SendingEnabled: 0 }],
    ['sending unknown', { sendingEnabled: undefined }, { SendingEnabled: undefined }],
    ['on probation', { enforcementStatus: 'PROBATION' }, { EnforcementLevel: 1 }],
    ['shut down', { enforcementStatus: 'SHUTDOWN' }, { EnforcementLevel: 2 }],
    ['a status that AWS adds later', { enforcementStatus: 'MELTING' }, { EnforcementLevel: 1 }],
    ['no status', { enforcementStatus: undefined }, { EnforcementLevel: undefined }],
    ['an unlimited quota', { max24HourSend: -1 }, { SendQuotaUsage: undefined }],
    ['a quota of 0', { max24HourSend: 0 }, { SendQuotaUsage: undefined }],
    ['no quota', { max24HourSend: undefined }, { SendQuotaUsage: undefined }],
    ['an unknown usage', { sentLast24Hours: undefined }, { SendQuotaUsage: undefined }],
    ['nothing sent', { sentLast24Hours: 0 }, { SendQuotaUsage: 0 }],
    ['more sent than a reduced quota', { sentLast24Hours: 60_000 }, { SendQuotaUsage: 1 }],
  ])('%s', (_, standing, expected) => {
    const values = valuesOf(accountGauges({ ...healthy, ...standing }));
    for (const [name, value] of Object.entries(expected)) expect(values[name]).toBe(value);
  });

  it('have no window', () => {
    expect(accountGauges(healthy).map(({ window }) => window)).toEqual([undefined, undefined, undefined]);
  });
});

describe('ageGauges', () => {
  it('return the seconds from the start of the newest period to the slot', () => {
    const history = toSendHistory(
      [{ timestamp: SLOT - 15 * MINUTE }, { timestamp: SLOT - 75 * MINUTE }],
      SLOT,
      new Set(),
    );
    expect(valuesOf(ageGauges(history, SLOT))).toEqual({ NewestDataPointAge: 900 });
  });

  it('are empty when SES returns no period', () => {
    expect(ageGauges(toSendHistory([], SLOT, new Set()), SLOT)).toEqual([]);
  });
});
