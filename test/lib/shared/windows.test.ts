import { expect, it } from '@jest/globals';
import { dayWindow, readWindows } from '../../../lib/shared/windows';

it.each([
  ['1h,24h,14d', '24h'],
  ['14d,1d,1h', '1d'],
  ['2h,12h', '12h'],
  ['7d,2d', '2d'],
])('of %s, %s is shown if only one fits', (labels, label) => {
  expect(dayWindow(readWindows(labels.split(',')).windows).label).toBe(label);
});
