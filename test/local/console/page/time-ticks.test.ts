import { expect, it } from '@jest/globals';
import { timeTicks } from '../../../../local/console/page/time-ticks';
import { at } from '../../../support/world';

const seconds = (time: string) => at(time) / 1000;
const HOUR_SECONDS = 3600;

it.each([
  [4, ['12:00', '16:00', '20:00'], '2026-09-26T11:22:00Z', '2026-09-26T20:00:00Z'],
  [1, ['15:00', '16:00'], '2026-09-26T14:01:00Z', '2026-09-26T16:59:00Z'],
  [24, ['00:00', '00:00'], '2026-09-25T11:22:00Z', '2026-09-27T00:00:00Z'],
  [24, [], '2026-09-25T11:22:00Z', '2026-09-25T12:00:00Z'],
] as const)('labels every %d hours of the day in UTC: %j', (hours, expected, from, to) => {
  const ticks = timeTicks(seconds(from), seconds(to), hours * HOUR_SECONDS);
  expect(ticks.map((tick) => new Date(tick * 1000).toISOString().slice(11, 16))).toEqual(expected);
});
