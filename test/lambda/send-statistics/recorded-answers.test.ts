/**
 * Recorded responses of SES, read by the real clients: unsorted, sparse, with periods cut at the minute of the call.
 */
import path from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { readRecordedStatistics } from '../../../cli/start/recorded-statistics';
import { at, settingsOf, startWorld, type World } from '../../support/world';

let world: World;
afterEach(() => world.close());

it.each([
  ['2018-12-20-called-19-10.json', '2018-12-18T18:22:00Z', { '1h': 7, '24h': 11, '14d': 15 }, 12],
  ['2018-12-20-called-19-10.json', '2018-12-20T19:10:25Z', { '1h': 0, '24h': 0, '14d': 15 }, 49 * 60],
  ['2018-12-20-called-19-10.json', '2018-12-18T18:10:00Z', { '15m': 2, '30m': 2, '24h': 6, '14d': 10 }, 15],
  ['2011-02-02-called-21-31.json', '2011-02-02T21:31:06Z', { '15m': 1, '24h': 1, '3d': 44, '14d': 47 }, 15],
  ['2011-06-27-called-02-19.json', '2011-06-27T02:19:12Z', { '15m': 2, '30m': 3, '1h': 3, '14d': 3 }, 15],
  ['2016-07-13-documented.json', '2016-07-13T23:30:00Z', { '30m': 3, '1h': 8, '3h': 9 }, 17],
] as const)('%s at %s', async (file, time, attempts, ageMinutes) => {
  const { points } = await readRecordedStatistics(path.join('test/fixtures/send-statistics', file), new Set());
  const windows = Object.keys(attempts);
  world = await startWorld({
    at: at(time),
    settings: settingsOf({ windows }),
    account: { sendDataPoints: (calledAt) => points.filter(({ timestamp }) => timestamp <= calledAt) },
  });
  const { gauges } = await world.poll();
  const values = gauges.filter(({ name }) => name === 'DeliveryAttempts').map(({ window, value }) => [window, value]);
  expect(Object.fromEntries(values)).toEqual(attempts);
  expect(gauges.find(({ name }) => name === 'NewestDataPointAge')?.value).toBe(ageMinutes * 60);
});
