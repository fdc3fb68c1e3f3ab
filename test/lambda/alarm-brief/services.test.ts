/** The calls to CloudWatch, SES and SNS, with real clients over a local AWS. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFiring, measure } from '../../../lambda/alarm-brief/cloudwatch';
import type { RateAlarm } from '../../../lambda/alarm-brief/contract';
import { countSuppressions, getAccountFacts } from '../../../lambda/shared/account/ses-account';
import type { SuppressedAddress } from '../../../local/aws/sesv2/mail-account';
import type { WireAnswer } from '../../../local/aws/wire';
import { createSkippingClock } from '../../../local/replay/skipping-clock';
import { BRIEF_SETTINGS, type BriefWorld, type BriefWorldOptions, startBriefWorld } from '../../support/brief-world';
import { DAY, HOUR, MINUTE } from '../../support/world';

let world: BriefWorld | undefined;
afterEach(() => world?.close());

async function start(options: BriefWorldOptions = {}): Promise<BriefWorld> {
  world = await startBriefWorld(options);
  return world;
}

const json = (body: unknown): WireAnswer => ({
  status: 200,
  contentType: 'application/x-amz-json-1.0',
  body: JSON.stringify(body),
});

const HOURLY = BRIEF_SETTINGS.alarms['bounces-1h'] as RateAlarm;
const AWS_RATE = BRIEF_SETTINGS.alarms['aws-bounces'] as RateAlarm;

describe('the values of an alarm at its page', () => {
  /** Answers GetMetricData. Each value is a number of minutes before the page, and the value. */
  async function measured(alarm: RateAlarm, rate: readonly [number, number][], attempts: readonly [number, number][]) {
    const { clients, until } = await start({
      intercept(operation, body) {
        if (operation !== 'GetMetricData') return undefined;
        const { EndTime } = JSON.parse(body);
        const isPage = Math.abs(EndTime * 1000 - until) < MINUTE;
        const series = (Id: string, points: readonly [number, number][]) => ({
          Id,
          StatusCode: 'Complete',
          Timestamps: points.map(([minutes]) => until / 1000 - minutes * 60),
          Values: points.map(([, value]) => value),
        });
        return json({ MetricDataResults: isPage ? [series('rate', rate), series('attempts', attempts)] : [] });
      },
    });
    const { atPage, dayBefore } = await measure(clients.cloudwatch, { alarm, namespace: 'X', at: until });
    expect(dayBefore).toBeUndefined();
    return atPage && { ...atPage, until: (until - atPage.until) / MINUTE };
  }

  it.each<[string, RateAlarm, [number, number][], [number, number][], object | undefined]>([
    [
      'are the newest',
      HOURLY,
      [
        [15, 0.1],
        [1, 0.31],
      ],
      [
        [15, 100],
        [1, 2000],
      ],
      { until: 1, rate: 0.31, attempts: 2000, events: 620 },
    ],
    [
      'are of one time',
      HOURLY,
      [
        [1, 0.31],
        [15, 0.1],
      ],
      [[15, 100]],
      { until: 15, rate: 0.1, attempts: 100, events: 10 },
    ],
    [
      'have the count that a rounded rate means',
      HOURLY,
      [[1, 15 / 22]],
      [[1, 22]],
      { until: 1, rate: 15 / 22, attempts: 22, events: 15 },
    ],
    [
      'have no count for a limited rate',
      HOURLY,
      [[1, 1]],
      [[1, 22]],
      { until: 1, rate: 1, attempts: 22, events: undefined },
    ],
    [
      "have no attempts for AWS's own rate",
      AWS_RATE,
      [[30, 0.12]],
      [],
      { until: 30, rate: 0.12, attempts: undefined, events: undefined },
    ],
    ['are unknown without a rate', HOURLY, [], [[1, 22]], undefined],
    ['are unknown without attempts', HOURLY, [[1, 0.5]], [], undefined],
  ])('%s', async (_, alarm, rate, attempts, expected) => {
    expect(await measured(alarm, rate, attempts)).toEqual(expected);
  });

  it('come from the metrics of the exporter, and so do those of the day before', async () => {
    const { clients, until } = await start({ measured: { attempts: 2000, bounceRate: 0.31 } });
    const options = { alarm: HOURLY, namespace: BRIEF_SETTINGS.namespace };
    const expected = { until, rate: 0.31, attempts: 2000, events: 620 };
    expect(await measure(clients.cloudwatch, { ...options, at: until + MINUTE })).toEqual({
      atPage: expected,
      dayBefore: undefined,
    });
    expect(await measure(clients.cloudwatch, { ...options, at: until + DAY })).toMatchObject({ dayBefore: expected });
    // A value after the page may already be lower.
    expect(await measure(clients.cloudwatch, { ...options, at: until - MINUTE })).toMatchObject({ atPage: undefined });
  });
});

it('a query for firing alarms names only those of the settings, and returns no others', async () => {
  const { clients, requests } = await start({
    intercept: (operation) =>
      operation === 'DescribeAlarms'
        ? json({ MetricAlarms: [{ AlarmName: 'aws-bounces' }, { AlarmName: 'toString' }, {}] })
        : undefined,
  });
  expect(await findFiring(clients.cloudwatch, BRIEF_SETTINGS.alarms)).toEqual([AWS_RATE]);
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    AlarmNames: Object.keys(BRIEF_SETTINGS.alarms),
    AlarmTypes: ['MetricAlarm'],
    StateValue: 'ALARM',
  });
});

const sesJson = (body: unknown): WireAnswer => ({ ...json(body), contentType: 'application/json' });
const throttled: WireAnswer = {
  ...sesJson({ message: 'Rate exceeded' }),
  status: 429,
  headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
};

describe('the facts of the account', () => {
  it.each<[string, unknown, object]>([
    [
      'are read',
      { EnforcementStatus: 'PROBATION', SendingEnabled: false, SendQuota: { Max24HourSend: -1, SentLast24Hours: 7 } },
      {
        enforcementStatus: 'PROBATION',
        sendingEnabled: false,
        max24HourSend: -1,
        sentLast24Hours: 7,
        vdmEnabled: false,
      },
    ],
    ['are unknown if SES omits them', {}, { vdmEnabled: undefined }],
    [
      'are unknown in another type',
      { EnforcementStatus: 1, SendingEnabled: 'yes', SendQuota: { Max24HourSend: '7' } },
      { vdmEnabled: false },
    ],
  ])('%s', async (_, body, expected) => {
    const { clients } = await start({
      intercept: (operation) => (operation === 'GetAccount' ? sesJson(body) : undefined),
    });
    const clock = createSkippingClock({ ahead: 0 });
    const unknown = {
      enforcementStatus: undefined,
      sendingEnabled: undefined,
      max24HourSend: undefined,
      sentLast24Hours: undefined,
    };
    expect(await getAccountFacts({ sesv2: clients.sesv2, clock })).toEqual({ ...unknown, ...expected });
  });

  it('are read again after a throttled call', async () => {
    let calls = 0;
    const { clients } = await start({
      intercept: (operation) => (operation === 'GetAccount' && ++calls < 3 ? throttled : undefined),
    });
    const clock = createSkippingClock({ ahead: 0 });
    expect(await getAccountFacts({ sesv2: clients.sesv2, clock })).toMatchObject({ enforcementStatus: 'HEALTHY' });
  });

  it('are an error without an address in it, if SES refuses', async () => {
    const { clients, requests } = await start({
      intercept: () => ({
        ...sesJson({ message: 'alice@example.com' }),
        status: 400,
        headers: { 'x-amzn-errortype': 'BadRequestException' },
      }),
    });
    const clock = createSkippingClock({ ahead: 0 });
    await expect(getAccountFacts({ sesv2: clients.sesv2, clock })).rejects.toThrow(
      /^BadRequestException, HTTP status 400$/,
    );
    expect(requests).toHaveLength(1);
  });
});

describe('the suppressed addresses of a span', () => {
  async function counted(addresses: (until: number) => [string, SuppressedAddress][]) {
    const { clients, until } = await start({ suppressed: (until) => new Map(addresses(until)) });
    const clock = createSkippingClock({ ahead: 0 });
    const found = await countSuppressions({ sesv2: clients.sesv2, clock }, { from: until - HOUR, until });
    return { ...found, newestAt: found.newestAt && until - found.newestAt };
  }

  it('are counted by reason, with the newest', async () => {
    expect(
      await counted((until) => [
        ['a@x.example', { reason: 'BOUNCE', since: until - HOUR - 1000 }],
        ['b@x.example', { reason: 'BOUNCE', since: until - HOUR }],
        ['c@x.example', { reason: 'COMPLAINT', since: until - MINUTE }],
      ]),
    ).toEqual({ bounces: 1, complaints: 1, others: 0, hasMore: false, newestAt: MINUTE });
  });

  it.each<[string, object, object | RegExp]>([
    ['outside the span do not count', { Reason: 'BOUNCE', LastUpdateTime: 1000 }, { bounces: 0, newestAt: undefined }],
    ['with a new reason are counted separately', { Reason: 'NEW' }, { bounces: 0, complaints: 0, others: 1 }],
    ['without a time are an error', { Reason: 'BOUNCE', LastUpdateTime: null }, /^UnexpectedAnswer/],
  ])('%s', async (_, entry, expected) => {
    const { clients, until } = await start({
      intercept: (operation) =>
        operation === 'ListSuppressedDestinations'
          ? sesJson({ SuppressedDestinationSummaries: [{ LastUpdateTime: until / 1000 - 60, ...entry }] })
          : undefined,
    });
    const clock = createSkippingClock({ ahead: 0 });
    const found = countSuppressions({ sesv2: clients.sesv2, clock }, { from: until - HOUR, until });
    if (expected instanceof RegExp) await expect(found).rejects.toThrow(expected);
    else expect(await found).toMatchObject(expected);
  });

  it('are none without an error', async () => {
    expect(await counted(() => [])).toEqual({
      bounces: 0,
      complaints: 0,
      others: 0,
      hasMore: false,
      newestAt: undefined,
    });
  });

  it('are at least 5,000 if there are more', async () => {
    const many = (until: number) =>
      Array.from({ length: 5001 }, (_, index): [string, SuppressedAddress] => [
        `q${index}@x.example`,
        { reason: 'BOUNCE', since: until - MINUTE },
      ]);
    expect(await counted(many)).toMatchObject({ bounces: 5000, hasMore: true });
  });
});
