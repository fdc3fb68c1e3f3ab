/** What `npm start` opens, seen from inside of its process. */
import { Server } from 'node:net';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { run } from '../../../cli/start/run';
import type { StartOptions } from '../../../cli/start/start-options';
import { ConfigError } from '../../../lib/shared/config-error';
import { MINUTE, startWorld, type World } from '../../support/world';

const OPTIONS: StartOptions = { once: true, json: true, scenario: 'healthy', seed: 1, aws: false, publish: false };

const ENVIRONMENT = { ...process.env };

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
  ['read only', { aws: true }, ['GetAccount', 'GetSendStatistics']],
  ['to publish', { aws: true, publish: true }, ['GetAccount', 'GetMetricData', 'GetSendStatistics', 'PutMetricData']],
])('no server for the real account, %s', async (_, options, operations) => {
  await expect(run({ ...OPTIONS, ...options })).resolves.toBe(true);
  expect(listens).not.toHaveBeenCalled();
  expect([...new Set(world.requests)].sort()).toEqual(operations);
  const report = JSON.parse(shown.mock.calls[0]?.[0] as string);
  expect(report.metrics).toContainEqual(expect.objectContaining({ name: 'BounceRate', value: 0.025 }));
});

it('one server for a simulated account, which is closed', async () => {
  const closes = jest.spyOn(Server.prototype, 'close');
  await expect(run(OPTIONS)).resolves.toBe(true);
  expect([listens.mock.calls.length, closes.mock.calls.length]).toEqual([1, 1]);
});

it('no server for a configuration that is refused', async () => {
  const context = { 'exporter:notifications': '{"critical": {"topicArns": ["arn:aws:sns:eu-west-3:111122223333:a"]}}' };
  await expect(run({ ...OPTIONS, json: false, context })).rejects.toThrow(ConfigError);
  expect(listens).not.toHaveBeenCalled();
});
