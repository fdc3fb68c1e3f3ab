/** The servers that `npm start` opens, and its loop. */
import { Server } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readOptions, type StartOptions } from '../../../cli/start/start-options';
import { ConfigError } from '../../../lib/shared/config-error';
import { MINUTE, startWorld, type World } from '../../support/world';

const OPTIONS = readOptions(['--once', '--json']) as StartOptions;

const ENVIRONMENT = { ...process.env };

/** Ends the endless loop. */
class Slept extends Error {}

// Only the loop of `npm start` waits for minutes.
jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const setTimeout = (ms: number) => (ms > 60_000 ? Promise.reject(new Slept()) : actual.setTimeout(ms));
  return { ...actual, setTimeout };
});

let run: typeof import('../../../cli/start/run').run;
beforeAll(async () => {
  ({ run } = await import('../../../cli/start/run')); // after the mock
});

let world: World;
let listens: jest.SpiedFunction<typeof Server.prototype.listen>;
let shown: jest.SpiedFunction<typeof console.log>;

beforeEach(async () => {
  const time = Date.now();
  const point = { timestamp: time - 20 * MINUTE, deliveryAttempts: 40, bounces: 1, complaints: 0 };
  world = await startWorld({ at: time, account: { sendDataPoints: () => [point] } });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: world.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  shown = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  listens = jest.spyOn(Server.prototype, 'listen');
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...ENVIRONMENT };
  await world.close();
});

it.each([
  ['read only', { aws: true }, ['GetAccount', 'GetMetricData', 'GetSendStatistics']],
  ['to publish', { aws: true, publish: true }, ['GetAccount', 'GetMetricData', 'GetSendStatistics', 'PutMetricData']],
])('opens no server for the real account, %s', async (_, options, operations) => {
  await expect(run({ ...OPTIONS, ...options })).resolves.toBe(true);
  expect(listens).not.toHaveBeenCalled();
  expect([...new Set(world.requests)].sort()).toEqual(operations);
  const report = JSON.parse(shown.mock.calls[0]?.[0] as string);
  expect(report.metrics).toContainEqual(expect.objectContaining({ name: 'BounceRate', value: 0.025 }));
});

it('opens one server for a simulated account, and closes it', async () => {
  const closes = jest.spyOn(Server.prototype, 'close');
  await expect(run(OPTIONS)).resolves.toBe(true);
  expect([listens.mock.calls.length, closes.mock.calls.length]).toEqual([1, 1]);
});

it('opens no server for a configuration that is rejected', async () => {
  const context = { 'exporter:notifications': '{"critical": {"topicArns": ["arn:aws:sns:eu-west-3:111122223333:a"]}}' };
  await expect(run({ ...OPTIONS, json: false, context })).rejects.toThrow(ConfigError);
  expect(listens).not.toHaveBeenCalled();
});

describe('without --once', () => {
  /** A slot, so that the next one is 15 minutes away. */
  const at = Date.parse('2026-11-18T15:22:00Z');
  const loop = (settings?: object, options?: Partial<StartOptions>) => {
    const context = { 'exporter:windows': '1h', 'exporter:alarms': false, ...settings }; // less to backfill and evaluate
    return run({ ...OPTIONS, once: false, json: false, at, context, ...options });
  };
  const output = () => shown.mock.calls.map(([line]) => line).join('\n');

  it('serves the look-up API and the local console until the loop ends, then closes all servers', async () => {
    const closes = jest.spyOn(Server.prototype, 'close');
    await expect(loop()).rejects.toThrow(Slept);
    expect(output()).toMatch(/^The look-up API at http:\/\/127\.0\.0\.1:\d+ shows what happened to a message:$/m);
    expect(output()).toMatch(/^Next poll at 2026-11-18T15:37:00Z\. Press Ctrl-C to end\.$/m);
    expect(output()).toMatch(/^ {2}npm run drill -- bounce-spike$/m);
    expect(output()).toMatch(/^The local console shows .*: http:\/\/127\.0\.0\.1:\d+$/m);
    expect(closes).toHaveBeenCalledTimes(3);
  });

  it('serves no look-up API if the configuration turns it off', async () => {
    await expect(loop({ 'exporter:messageInsights': 'false' }, { console: false })).rejects.toThrow(Slept);
    expect(output()).toContain('Press Ctrl-C to end.');
    expect(output()).not.toContain('look-up API');
    expect(listens).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['with --no-console', { console: false }],
    ['with --json', { json: true }],
  ])('serves no local console %s', async (_, options) => {
    await expect(loop({}, options)).rejects.toThrow(Slept);
    expect(output()).not.toContain('local console');
  });
});
