import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENVIRONMENT, toEnvironment } from '../../../lambda/message-insights/contract';
import { readRegion, readSettings } from '../../../lambda/message-insights/settings';

const ENV = { TABLE_NAME: 'insights', MAX_WAIT_SECONDS: '5', CACHE: 'true' };

it('the function reads the settings that the stack writes', () => {
  const anySettings = fc.record({
    tableName: fc.stringMatching(/^[a-zA-Z0-9_.-]{3,255}$/),
    maxWaitSeconds: fc.integer({ min: 0, max: 99 }),
    cache: fc.boolean(),
  });
  fc.assert(
    fc.property(anySettings, (settings) => {
      expect(readSettings(toEnvironment(settings))).toEqual(settings);
    }),
  );
});

it('the variables have the deployed names', () => {
  expect(toEnvironment({ tableName: 'insights', maxWaitSeconds: 5, cache: true })).toEqual(ENV);
});

describe('an invalid variable is rejected by name', () => {
  it.each(Object.values(ENVIRONMENT))('%s is missing or empty', (name) => {
    expect(() => readSettings({ ...ENV, [name]: undefined })).toThrow(`${name} is not set`);
    expect(() => readSettings({ ...ENV, [name]: '' })).toThrow(`${name} is not set`);
  });

  it.each(['-1', '2.5', '5s', ' 5', '1e1', '100', 'Infinity', 'NaN', '５'])('MAX_WAIT_SECONDS is "%s"', (text) => {
    expect(() => readSettings({ ...ENV, MAX_WAIT_SECONDS: text })).toThrow(
      `MAX_WAIT_SECONDS is "${text}": it must be whole seconds from 0 to 99`,
    );
  });

  it.each(['yes', '1', 'TRUE', 'False', ' true'])('CACHE is "%s"', (text) => {
    expect(() => readSettings({ ...ENV, CACHE: text })).toThrow(`CACHE is "${text}": it must be true or false`);
  });
});

describe('readRegion', () => {
  it('returns the Region of the function', () => {
    expect(readRegion({ AWS_REGION: 'eu-west-1' })).toBe('eu-west-1');
  });

  it('has no default', () => {
    expect(() => readRegion({})).toThrow('AWS_REGION is not set');
  });
});
