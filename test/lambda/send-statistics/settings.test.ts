import { describe, expect, it } from '@jest/globals';
import { toEnvironment } from '../../../lambda/send-statistics/contract';
import { readSettings } from '../../../lambda/send-statistics/settings';
import { settingsOf } from '../../support/world';

const ENV = toEnvironment(settingsOf({ optionalMetrics: ['Bounces', 'RejectRate'] }));

it('the function reads the settings that the stack writes', () => {
  expect(readSettings(ENV)).toEqual(settingsOf({ optionalMetrics: ['Bounces', 'RejectRate'] }));
  expect(readSettings({ ...ENV, OPTIONAL_METRICS: '' }).optionalMetrics).toEqual([]);
});

describe('an invalid variable is rejected, with its value and what is accepted', () => {
  it.each(['METRIC_NAMESPACE', 'WINDOWS', 'SCHEDULE_PERIOD_MINUTES'])('%s is missing or empty', (name) => {
    expect(() => readSettings({ ...ENV, [name]: undefined })).toThrow(`${name} is not set`);
    expect(() => readSettings({ ...ENV, [name]: '' })).toThrow(`${name} is not set`);
  });

  it.each([
    ['WINDOWS', '1h,2x', '"2x" is not a window: write a multiple of 15 minutes'],
    [
      'OPTIONAL_METRICS',
      'Bounces,BounceRate',
      'OPTIONAL_METRICS has "BounceRate": it must be one of Bounces, Complaints, Rejects, RejectRate, AttemptsWeekBefore',
    ],
    ['SCHEDULE_PERIOD_MINUTES', '7', 'SCHEDULE_PERIOD_MINUTES is "7": it must be one of 5, 10, 15, 20, 30, 60'],
  ])('%s is "%s"', (name, value, message) => {
    expect(() => readSettings({ ...ENV, [name]: value })).toThrow(message);
  });
});
