import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { METRICS } from '../../../lambda/send-statistics/contract';
import { poll } from '../../../lambda/send-statistics/poll';
import type { ReportedPoint } from '../../../lambda/send-statistics/send-history';
import type { WireAnswer } from '../../../local/aws/wire';
import { startHangingWorld } from '../../support/hanging-calls';
import { endlessAnswer } from '../../support/slow-answer';
import {
  at,
  DAY,
  HEALTHY_ACCOUNT,
  HOUR,
  MINUTE,
  settingsOf,
  startWorld,
  type World,
  type WorldOptions,
} from '../../support/world';

/** A slot that is not the first of its hour, so that the poll searches only three hours for gaps. */
const SLOT = at('2026-11-22T12:22:00Z');
const CALL = SLOT + 20_000;

let world: World;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

async function start(options: Partial<WorldOptions> = {}): Promise<void> {
  world = await startWorld({ at: CALL, account: { sendDataPoints: () => [point(15), point(30)] }, ...options });
}

function point(minutesAgo: number, counts: Partial<ReportedPoint> = {}): ReportedPoint {
  return {
    timestamp: SLOT - minutesAgo * MINUTE,
    deliveryAttempts: 100,
    bounces: 2,
    complaints: 0,
    rejects: 0,
    ...counts,
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function denying(operation: string) {
  return (called: string) =>
    called === operation
      ? { status: 400, contentType: 'application/x-amz-json-1.0', body: '{"__type":"AccessDenied","message":"no"}' }
      : undefined;
}

function answering(operation: string, body: string) {
  return (called: string): WireAnswer | undefined =>
    called === operation ? { status: 200, contentType: 'application/octet-stream', body } : undefined;
}

function ofMember(element: string): string {
  return (
    '<GetSendStatisticsResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendStatisticsResult>' +
    `<SendDataPoints><member>${element}</member></SendDataPoints></GetSendStatisticsResult></GetSendStatisticsResponse>`
  );
}

const ACCOUNT_METRICS = ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage', 'NewestDataPointAge'] as const;

describe('a poll', () => {
  it('publishes thirteen metrics at the slot, at any second of its minute', async () => {
    await start();
    const report = await world.poll();
    expect(report.failures).toEqual([]);
    for (const window of ['1h', '24h', '14d']) {
      expect(world.statistic('DeliveryAttempts', window).get(SLOT)).toBe(200);
      expect(world.statistic('BounceRate', window).get(SLOT)).toBe(0.02);
      expect(world.statistic('ComplaintRate', window).get(SLOT)).toBe(0);
    }
    expect(ACCOUNT_METRICS.map((name) => world.statistic(name).get(SLOT))).toEqual([1, 0, 0.1, 900]);
    expect(report.gauges).toHaveLength(13);
  });

  it('publishes the current slot first, in its own request', async () => {
    await start();
    await world.poll();
    expect(world.requests.slice(3)).toEqual(['PutMetricData', 'PutMetricData']);
    const slots = world.puts.map(({ MetricData }) => new Set(MetricData.map(({ Timestamp }) => Timestamp * 1000)));
    expect(slots[0]).toEqual(new Set([SLOT]));
    expect(slots[1]?.has(SLOT)).toBe(false);
  });

  it('searches for gaps while it calls SES', async () => {
    const searched = deferred();
    await start({
      async intercept(operation) {
        if (operation === 'GetMetricData') searched.resolve();
        if (operation === 'GetSendStatistics') await searched.promise;
        return undefined;
      },
    });
    expect((await world.poll()).failures).toEqual([]);
  });

  it('publishes the current slot without waiting for the search', async () => {
    const published = deferred();
    await start({
      async intercept(operation) {
        if (operation === 'PutMetricData') published.resolve();
        if (operation === 'GetMetricData') await published.promise;
        return undefined;
      },
    });
    const { failures, repairedSlots } = await world.poll();
    expect(failures).toEqual([]);
    expect(repairedSlots).toBeGreaterThan(0);
  });

  it('publishes explicit zeros, and no rate, for an account that sent nothing', async () => {
    await start({ account: { sendDataPoints: () => [] } });
    const { failures } = await world.poll();
    expect(failures).toEqual([]);
    expect(world.statistic('DeliveryAttempts', '14d').get(SLOT)).toBe(0);
    expect(world.statistic('BounceRate', '14d').size).toBe(0);
    expect(world.statistic('NewestDataPointAge').size).toBe(0);
  });

  it('treats a response without a list as an account that sent nothing', async () => {
    await start({ account: { sendDataPoints: () => undefined } });
    const { failures } = await world.poll();
    expect(failures).toEqual([]);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(0);
  });

  it.each([
    ['in the future', new Date(CALL + HOUR).toISOString()],
    ['older than SES’s retention', new Date(CALL - 15 * DAY).toISOString()],
  ])('calls nothing for an event %s', async (_, scheduledTime) => {
    await start();
    await expect(world.poll({ scheduledTime })).rejects.toThrow('scheduledTime is');
    expect(world.requests).toEqual([]);
  });

  it('publishes a late event at its slot', async () => {
    await start();
    await world.poll({ scheduledTime: new Date(CALL - 14 * MINUTE).toISOString() });
    expect(world.statistic('SendingEnabled').has(SLOT - 14 * MINUTE)).toBe(true);
    expect(world.statistic('DeliveryAttempts', '14d').has(SLOT - 14 * MINUTE)).toBe(true);
  });

  it('publishes neither the current state nor the 14-day window at a slot of yesterday', async () => {
    await start({ account: { sendDataPoints: () => [point(15), point(3 * 24 * 60)] } });
    const yesterday = SLOT - DAY;
    await world.poll({ scheduledTime: new Date(yesterday).toISOString() });
    for (const name of ACCOUNT_METRICS) expect(world.statistic(name).size).toBe(0);
    expect(world.statistic('DeliveryAttempts', '14d').has(yesterday)).toBe(false);
    expect(world.statistic('DeliveryAttempts', '24h').get(yesterday)).toBe(0);
  });

  it('publishes no datum older than 13 days and 23 hours', async () => {
    await start({ settings: settingsOf({ windows: ['15m'] }) });
    const { failures } = await world.poll({
      scheduledTime: new Date(CALL - 14 * DAY + MINUTE).toISOString(),
      backfill: '14d',
    });
    expect(failures).toEqual([]);
    const oldest = Math.min(...world.statistic('DeliveryAttempts', '15m').keys());
    expect(CALL - oldest).toBeLessThanOrEqual(13 * DAY + 23 * HOUR);
    expect(CALL - oldest).toBeGreaterThan(13 * DAY + 22 * HOUR);
  });

  it('publishes only to the configured namespace', async () => {
    await start({ settings: settingsOf({ namespace: 'Mail/Team' }) });
    await world.poll();
    expect(new Set(world.puts.map(({ Namespace }) => Namespace))).toEqual(new Set(['Mail/Team']));
  });
});

describe('a poll finds the gaps', () => {
  const FIRST_OF_HOUR = at('2026-11-22T12:07:00Z');

  it('of three hours at any time', async () => {
    await start({ account: {}, settings: settingsOf({ windows: ['1h'] }) });
    world.time = SLOT - 165 * MINUTE + 10_000;
    await world.poll();
    world.time = CALL;
    const { repairedSlots } = await world.poll();
    expect(repairedSlots).toBe(10);
    expect(world.statistic('DeliveryAttempts', '1h').has(SLOT - 90 * MINUTE)).toBe(true);
  });

  it('of almost 14 days in the first poll of an hour, even if it is late', async () => {
    const gap = FIRST_OF_HOUR - 5 * HOUR;
    await start({ account: {}, settings: settingsOf({ windows: ['1h'] }) });
    world.time = gap + 30 * MINUTE;
    await world.poll();
    world.time = FIRST_OF_HOUR + 16 * MINUTE;
    const { repairedSlots } = await world.poll({ scheduledTime: new Date(FIRST_OF_HOUR).toISOString() });
    expect(repairedSlots).toBeGreaterThan(1300);
    expect(world.statistic('DeliveryAttempts', '1h').has(gap)).toBe(true);
  });

  it('of all windows with one metric, because a poll publishes all windows of a slot at once', async () => {
    const read: number[] = [];
    await start({
      settings: settingsOf({ windows: ['24h', '1h', '14d'] }),
      intercept(operation, body) {
        if (operation === 'GetMetricData') read.push(JSON.parse(body).MetricDataQueries.length);
        return undefined;
      },
    });
    await world.poll();
    world.time = CALL + 30 * MINUTE; // the poll between is missed
    await world.poll();
    expect(read).toEqual([1, 1]);
    for (const window of ['1h', '24h']) {
      expect(world.statistic('DeliveryAttempts', window).has(SLOT + 15 * MINUTE)).toBe(true);
    }
  });

  it('of a window that the configuration added in the first poll of an hour', async () => {
    await start({ settings: settingsOf({ windows: ['1h'] }) });
    await world.poll();
    const settings = settingsOf({ windows: ['1h', '2h'] });
    const pollAt = async (time: number) => {
      world.time = time;
      await poll({}, { settings, clients: world.clients, now: () => time });
      return world.statistic('DeliveryAttempts', '2h').has(SLOT);
    };
    expect(await pollAt(CALL + 15 * MINUTE)).toBe(false);
    expect(await pollAt(FIRST_OF_HOUR + HOUR + 10_000)).toBe(true);
  });

  it('despite a manual poll outside the schedule', async () => {
    await start({ at: SLOT - 3 * MINUTE, settings: settingsOf({ windows: ['1h'] }) });
    await world.poll();
    expect(world.statistic('DeliveryAttempts', '1h').has(SLOT - 15 * MINUTE)).toBe(true);
    world.time = SLOT + 15 * MINUTE + 10_000;
    await world.poll();
    expect(world.statistic('DeliveryAttempts', '1h').has(SLOT)).toBe(true);
  });
});

describe('AttemptsWeekBefore', () => {
  const ON = settingsOf({ optionalMetrics: ['AttemptsWeekBefore'] });
  const weekBefore = point(7 * 24 * 60 + 30);

  it('is published for a missed poll, too, because CloudWatch may read a missing value as 0', async () => {
    await start({ at: CALL - 30 * MINUTE, settings: ON, account: { sendDataPoints: () => [weekBefore] } });
    await world.poll();
    world.time = CALL;
    await world.poll();
    expect(world.statistic('DeliveryAttempts', '1h').has(SLOT - 15 * MINUTE)).toBe(true);
    expect(world.statistic('AttemptsWeekBefore').get(SLOT - 15 * MINUTE)).toBe(100);
  });

  it('is published for a late event, too', async () => {
    await start({ settings: ON, account: { sendDataPoints: () => [weekBefore] } });
    const { gauges } = await world.poll({ scheduledTime: new Date(SLOT - 45 * MINUTE).toISOString() });
    expect(gauges).toContainEqual({ name: 'AttemptsWeekBefore', value: 0 });
  });
});

describe('the failure of one source does not affect the other', () => {
  it('publishes the rates when GetAccount fails, and reports the failure', async () => {
    await start({ intercept: denying('GetAccount') });
    const { failures } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['getAccount']);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(200);
    expect(world.statistic('NewestDataPointAge').get(SLOT)).toBe(900);
    expect(world.statistic('SendingEnabled').size).toBe(0);
  });

  it('publishes the account when GetSendStatistics fails, and reports the failure', async () => {
    await start({ intercept: denying('GetSendStatistics') });
    const { failures } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['getSendStatistics']);
    expect(world.statistic('SendingEnabled').get(SLOT)).toBe(1);
    expect(world.statistic('DeliveryAttempts', '1h').size).toBe(0);
    expect(world.requests.filter((operation) => operation === 'PutMetricData')).toHaveLength(1); // repairs nothing
  });

  it('publishes the current slot when CloudWatch does not return the existing slots', async () => {
    await start({ intercept: denying('GetMetricData') });
    const { failures, repairedSlots } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['findMissingSlots']);
    expect(repairedSlots).toBe(0);
    expect([...world.statistic('DeliveryAttempts', '1h').keys()]).toEqual([SLOT]);
  });

  it('reports that nothing was published when CloudWatch rejects the request', async () => {
    await start({ intercept: denying('PutMetricData') });
    const { failures, gauges } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['putSlot']);
    expect(gauges).toEqual([]);
  });
});

describe('unknown is not zero', () => {
  const answer = (good: number, bad: number) => ({
    sendDataPoints: () => [
      ...Array.from({ length: good }, (_, index) => point(15 * (index + 1))),
      ...Array.from({ length: bad }, () => point(15, { bounces: undefined })),
    ],
  });

  it('leaves a malformed point out and counts it', async () => {
    await start({ account: answer(9, 1) });
    const { failures, history } = await world.poll();
    expect(failures).toEqual([]);
    expect(history).toMatchObject({ points: 9, malformed: 1 });
    expect(world.statistic('DeliveryAttempts', '24h').get(SLOT)).toBe(900);
  });

  it('publishes no window metric, and fails, when more than a tenth of the points is malformed', async () => {
    await start({ account: answer(8, 1) });
    const { failures } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['checkAnswer']);
    expect(world.puts.flatMap(({ MetricData }) => MetricData.map(({ MetricName }) => MetricName)).sort()).toEqual([
      'EnforcementLevel',
      'SendQuotaUsage',
      'SendingEnabled',
    ]);
  });

  it('needs a counter only if a metric uses it', async () => {
    const account = { sendDataPoints: () => [point(15, { rejects: undefined })] };
    await start({ account });
    expect((await world.poll()).history).toMatchObject({ malformed: 0 });
    await world.close();
    await start({ account, settings: settingsOf({ optionalMetrics: ['RejectRate'] }) });
    expect((await world.poll()).history).toMatchObject({ malformed: 1 });
  });

  it.each([
    ['nothing', ''],
    ['an HTML page', '<html><body>maintenance</body></html>'],
    ['an error', '<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>'],
    ['no result', '<GetSendStatisticsResponse></GetSendStatisticsResponse>'],
    ['half a result', '<GetSendStatisticsResponse><GetSendStatisticsResult><SendDataPoints>'],
    ['a counter that is not a number', ofMember('<DeliveryAttempts>many</DeliveryAttempts>')],
    ['a timestamp that is not a time', ofMember('<Timestamp>yesterday</Timestamp>')],
  ])('GetSendStatistics with %s fails, and only the account is published', async (_, body) => {
    await start({ intercept: answering('GetSendStatistics', body) });
    const { failures } = await world.poll();
    expect(failures).toEqual([
      {
        step: expect.any(String),
        error: expect.objectContaining({ message: expect.stringContaining('GetSendStatistics') }),
      },
    ]);
    expect(world.puts.flatMap(({ MetricData }) => MetricData.map(({ MetricName }) => MetricName))).toEqual([
      'SendingEnabled',
      'EnforcementLevel',
      'SendQuotaUsage',
    ]);
  });

  it.each([
    ['an empty list', '<SendDataPoints/>'],
    ['no list', ''],
  ])('GetSendStatistics with %s means no mail', async (_, list) => {
    const body = `<GetSendStatisticsResponse><GetSendStatisticsResult>${list}</GetSendStatisticsResult></GetSendStatisticsResponse>`;
    await start({ intercept: answering('GetSendStatistics', body) });
    expect((await world.poll()).failures).toEqual([]);
    expect(world.statistic('DeliveryAttempts', '14d').get(SLOT)).toBe(0);
  });

  const QUOTA = '"SendQuota":{"Max24HourSend":100,"SentLast24Hours":50}';

  it.each<[string, string, Record<string, number>]>([
    ['nothing', '', {}],
    ['an empty object', '{}', {}],
    ['null', 'null', {}],
    ['an HTML page', '<html>maintenance</html>', {}],
    ['no status', `{"SendingEnabled":true,${QUOTA}}`, { SendingEnabled: 1, SendQuotaUsage: 0.5 }],
    [
      'an empty status',
      `{"SendingEnabled":true,"EnforcementStatus":"",${QUOTA}}`,
      { SendingEnabled: 1, SendQuotaUsage: 0.5 },
    ],
    ['no sending flag', `{"EnforcementStatus":"HEALTHY",${QUOTA}}`, { EnforcementLevel: 0, SendQuotaUsage: 0.5 }],
    [
      'a string instead of a boolean',
      `{"SendingEnabled":"false","EnforcementStatus":"MELTING",${QUOTA}}`,
      { EnforcementLevel: 1, SendQuotaUsage: 0.5 },
    ],
    ['fields of null', '{"SendingEnabled":null,"EnforcementStatus":null,"SendQuota":null}', {}],
    [
      'a quota that is not a number',
      '{"SendingEnabled":true,"EnforcementStatus":"HEALTHY","SendQuota":{"Max24HourSend":"NaN","SentLast24Hours":1}}',
      { SendingEnabled: 1, EnforcementLevel: 0 },
    ],
    [
      'a negative number of mails',
      '{"SendingEnabled":true,"EnforcementStatus":"HEALTHY","SendQuota":{"Max24HourSend":9,"SentLast24Hours":-1}}',
      { SendingEnabled: 1, EnforcementLevel: 0 },
    ],
  ])('GetAccount with %s fails, and the known metrics are published', async (_, body, known) => {
    await start({ intercept: answering('GetAccount', body) });
    const { failures, gauges } = await world.poll();
    expect(failures).toEqual([{ step: expect.stringMatching(/^(get|check)Account$/), error: expect.any(Error) }]);
    const ofAccount = gauges.filter(({ name }) => METRICS[name].source === 'GetAccount');
    expect(Object.fromEntries(ofAccount.map(({ name, value }) => [name, value]))).toEqual(known);
    expect(world.statistic('DeliveryAttempts', '1h').get(SLOT)).toBe(200);
  });

  it('an account without a quota is not a failure, and has no usage', async () => {
    await start({ intercept: answering('GetAccount', '{"SendingEnabled":false,"EnforcementStatus":"SHUTDOWN"}') });
    const { failures, gauges } = await world.poll();
    expect(failures).toEqual([]);
    const ofAccount = gauges.filter(({ name }) => METRICS[name].source === 'GetAccount');
    expect(ofAccount.map(({ name, value }) => [name, value])).toEqual([
      ['SendingEnabled', 0],
      ['EnforcementLevel', 2],
    ]);
  });

  it('names the fields that a response of GetAccount lacks', async () => {
    await start({ intercept: answering('GetAccount', `{"SendingEnabled":1,${QUOTA}}`) });
    expect((await world.poll()).failures).toEqual([
      {
        step: 'checkAccount',
        error: expect.objectContaining({ message: expect.stringContaining('SendingEnabled, EnforcementStatus:') }),
      },
    ]);
  });

  it.each([
    ['an unlimited quota', { SendQuota: { Max24HourSend: -1, SentLast24Hours: 5 } }],
    ['a quota of 0', { SendQuota: { Max24HourSend: 0, SentLast24Hours: 0 } }],
  ] as const)('%s has no usage, and no step fails', async (_, standing) => {
    await start({ account: { sendDataPoints: () => [], account: () => ({ ...HEALTHY_ACCOUNT, ...standing }) } });
    expect((await world.poll()).failures).toEqual([]);
    expect(world.statistic('SendQuotaUsage').size).toBe(0);
    expect(world.statistic('EnforcementLevel').get(SLOT)).toBe(0);
  });

  it('nothing counts as published when CloudWatch returns an HTML page', async () => {
    await start({ intercept: answering('PutMetricData', '<html>maintenance</html>') });
    const { failures, gauges, repairedSlots } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(['putSlot']);
    expect([gauges, repairedSlots]).toEqual([[], 0]);
  });
});

describe('a response that never ends', () => {
  const hang = async (hangs: (operation: string) => boolean) => {
    const account = { sendDataPoints: () => [point(15), point(30)] };
    world = await startHangingWorld(hangs, { at: CALL, account });
  };

  it.each<[string, string[], string[]]>([
    ['GetSendStatistics', ['getSendStatistics'], ['EnforcementLevel', 'SendQuotaUsage', 'SendingEnabled']],
    ['GetAccount', ['getAccount'], ['BounceRate', 'ComplaintRate', 'DeliveryAttempts', 'NewestDataPointAge']],
    [
      'GetMetricData',
      ['findMissingSlots'],
      [
        'BounceRate',
        'ComplaintRate',
        'DeliveryAttempts',
        'EnforcementLevel',
        'NewestDataPointAge',
        'SendQuotaUsage',
        'SendingEnabled',
      ],
    ],
    ['PutMetricData', ['putSlot'], []],
  ])('to %s fails %j, and the results of the other calls are published', async (slow, steps, published) => {
    await hang((operation) => operation === slow);
    const { failures, gauges } = await world.poll();
    expect(failures.map(({ step }) => step)).toEqual(steps);
    expect(failures[0]?.error.message).toMatch(/^AWS returned no complete response within/);
    expect([...new Set(gauges.map(({ name }) => name))].sort()).toEqual(published);
    for (const name of published) expect(shownAtSlot(name)).toBe(true);
  });

  function shownAtSlot(name: string): boolean {
    return world.puts.some(({ MetricData }) =>
      MetricData.some(({ MetricName, Timestamp }) => MetricName === name && Timestamp * 1000 === SLOT),
    );
  }

  it('to every call fails each of them, in real time', async () => {
    await start({ intercept: () => endlessAnswer('that drip') });
    const end = performance.now() + 6_000; // a poll keeps 5,000 ms of this
    const { failures } = await world.poll({}, world.clients, () => end - performance.now());
    expect(failures.map(({ step }) => step)).toEqual(['getSendStatistics', 'getAccount', 'findMissingSlots']);
  });
});

it('every request of a backfill has its own time limit', async () => {
  const limitMs = 3_000;
  await start({ settings: settingsOf({ windows: ['15m', '1h', '24h'], schedulePeriodMinutes: 5 }) });
  const limits = jest.spyOn(AbortSignal, 'timeout');
  const { failures, repairedSlots } = await world.poll({ backfill: '14d' }, world.clients, () => 5_000 + limitMs);
  expect(failures).toEqual([]);
  expect(repairedSlots).toBeGreaterThan(4000);
  const ofBackfill = limits.mock.calls.filter(([ms]) => ms === limitMs);
  expect(ofBackfill.length).toBeGreaterThan(10);
  expect(ofBackfill).toHaveLength(world.puts.length - 1); // the slot's own request belongs to an earlier stage
});

describe('an event delivered again', () => {
  it('changes neither Average nor Maximum when SES returns the same', async () => {
    await start();
    const shown = () =>
      (['Average', 'Maximum'] as const).map((statistic) => [
        ...world.statistic('DeliveryAttempts', '1h', statistic),
        ...world.statistic('BounceRate', '24h', statistic),
        ...world.statistic('NewestDataPointAge', undefined, statistic),
      ]);
    const event = { scheduledTime: new Date(SLOT).toISOString() };
    await world.poll(event);
    const before = shown();
    world.time += 2000;
    await world.poll(event);
    expect(shown()).toEqual(before);
    expect(world.statistic('DeliveryAttempts', '1h', 'SampleCount').get(SLOT)).toBe(2);
  });
});
