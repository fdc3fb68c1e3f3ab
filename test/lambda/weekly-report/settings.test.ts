import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT, toEnvironment } from '../../../lambda/weekly-report/contract';
import { readSettings } from '../../../lambda/weekly-report/settings';
import { WEEKLY_SETTINGS } from '../../support/weekly-world';

describe('the settings', () => {
  it('are those that the stack sets', () => {
    expect(readSettings(toEnvironment(WEEKLY_SETTINGS))).toEqual(WEEKLY_SETTINGS);
  });

  it.each([
    ['pagers', 'a, b', 'PAGERS is not a JSON list of names'],
    ['alarms', '{"a": 1}', 'ALARMS is not a JSON list of names'],
    ['alarms', '[1]', 'ALARMS is not a JSON list of names'],
    ['alarms', '', 'ALARMS is not set'],
    ['schedulePeriodMinutes', 'often', 'POLL_PERIOD_MINUTES is not a number of minutes'],
    ['schedulePeriodMinutes', '0', 'POLL_PERIOD_MINUTES is not a number of minutes'],
  ] as const)('cannot have %s %j', (name, value, problem) => {
    const environment = { ...toEnvironment(WEEKLY_SETTINGS), [ENVIRONMENT[name]]: value };
    expect(() => readSettings(environment)).toThrow(problem);
  });
});
