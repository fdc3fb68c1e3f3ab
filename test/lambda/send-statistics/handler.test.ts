import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { toEnvironment } from '../../../lambda/send-statistics/contract';
import type { ReportedPoint } from '../../../lambda/send-statistics/send-history';
import { MINUTE, settingsOf, startWorld, type World, type WorldOptions } from '../../support/world';

const LEVELS = ['info', 'warn', 'error'] as const;
const ENVIRONMENT = { ...process.env };

let world: World;
let logged: Record<(typeof LEVELS)[number], unknown[]>;
beforeEach(() => {
  logged = { info: [], warn: [], error: [] };
  for (const level of LEVELS) jest.spyOn(console, level).mockImplementation((line) => void logged[level].push(line));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...ENVIRONMENT };
  await world.close();
});

/** Loads the handler as Lambda does, with all settings from the environment, and invokes it. */
async function invoke(options: Partial<WorldOptions> = {}, event: unknown = {}, remainingMs = 60_000): Promise<void> {
  const time = Date.now();
  const point: ReportedPoint = { timestamp: time - 20 * MINUTE, deliveryAttempts: 8, bounces: 2, complaints: 0 };
  world = await startWorld({ at: time, account: { sendDataPoints: () => [point] }, ...options });
  Object.assign(process.env, toEnvironment(settingsOf({ windows: ['1h'] })), {
    AWS_ENDPOINT_URL: world.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  let handler: ((event: unknown, context: Context) => Promise<void>) | undefined;
  await jest.isolateModulesAsync(async () => {
    handler = (await import('../../../lambda/send-statistics/handler')).handler;
  });
  await handler?.(event, { getRemainingTimeInMillis: () => remainingMs } as Context);
}

describe('the log', () => {
  it('has one object for a normal poll: slot, points, values, repairs and durations', async () => {
    await invoke();
    expect(logged).toMatchObject({ warn: [], error: [] });
    expect(logged.info).toEqual([
      {
        event: 'poll',
        slot: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/),
        points: 1,
        malformedPoints: 0,
        windows: { '1h': { DeliveryAttempts: 8, BounceRate: 0.25, ComplaintRate: 0 } },
        account: {
          SendingEnabled: 1,
          EnforcementLevel: 0,
          SendQuotaUsage: 0.1,
          NewestDataPointAge: expect.any(Number),
        },
        repairedSlots: expect.any(Number),
        durationsMs: {
          getSendStatistics: expect.any(Number),
          getAccount: expect.any(Number),
          findMissingSlots: expect.any(Number),
          checkAccount: expect.any(Number),
          checkAnswer: expect.any(Number),
          putSlot: expect.any(Number),
          repairSlots: expect.any(Number),
        },
      },
    ]);
  });

  it('warns about malformed points', async () => {
    const good = { timestamp: Date.now() - 20 * MINUTE, deliveryAttempts: 1, bounces: 0, complaints: 0 };
    await invoke({ account: { sendDataPoints: () => [...Array(9).fill(good), {}] } });
    expect(logged.warn).toEqual([expect.objectContaining({ points: 9, malformedPoints: 1 })]);
  });
});

describe('the invocation fails', () => {
  it('when a step failed, after the steps that do not need its result, with the reason in the log and in the error', async () => {
    const refused = { status: 403, contentType: 'application/json', body: '{"message":"not authorized"}' };
    await expect(invoke({ intercept: (name) => (name === 'GetAccount' ? refused : undefined) })).rejects.toThrow(
      'getAccount: not authorized',
    );
    expect(world.statistic('DeliveryAttempts', '1h').size).toBeGreaterThan(0);
    expect(logged.error).toEqual([
      expect.objectContaining({
        failures: [expect.stringMatching(/^getAccount: .*: not authorized$/)],
      }),
    ]);
  });

  it('before its time ends when AWS hangs, with the log line written', async () => {
    const hang = () => new Promise<undefined>(() => undefined);
    await expect(invoke({ intercept: hang }, {}, 5_900)).rejects.toMatchObject({
      errors: [{ name: 'CallTimeout' }, { name: 'CallTimeout' }, { name: 'CallTimeout' }],
      message:
        'getSendStatistics: AWS returned no complete response within 0.3 s: the next poll retries; ' +
        'getAccount: AWS returned no complete response within 0.3 s: the next poll retries; ' +
        'findMissingSlots: AWS returned no complete response within 0.3 s: the next poll retries',
    });
    expect(logged.error).toHaveLength(1);
  });

  it('on an event that cannot be used', async () => {
    await expect(invoke({}, { scheduledTime: 'soon' })).rejects.toThrow('scheduledTime is "soon"');
    expect(world.requests).toEqual([]);
  });

  it('without quoting a response in the log or in the error', async () => {
    const body = '<html>Sorry, jane@example.com, Jane Doe: down for maintenance</html>';
    const failed = await invoke({
      intercept: (name) =>
        name === 'GetMetricData' || name === 'GetAccount' ? { status: 200, contentType: 'text/html', body } : undefined,
    }).catch((error) => error);
    for (const text of [inspect(failed, { depth: null, showHidden: true }), inspect(logged, { depth: null })]) {
      expect(text).toContain('HTTP status 200');
      expect(text).not.toMatch(/Jane|jane|maintenance|inspect the hidden/);
    }
  });
});
