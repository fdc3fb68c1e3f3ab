import { afterEach, describe, expect, it } from '@jest/globals';
import { loadConfig as sdkLoadConfig } from '@smithy/core/config';
import { loadConfig } from '../../../lambda/shared/environment-settings';

const NAME = 'TEST_ENVIRONMENT_SETTING';

afterEach(() => {
  delete process.env[NAME];
});

/** A setting that is a number in the environment. */
function settingOf<T>(fallback: T) {
  return {
    environmentVariableSelector: (env: NodeJS.ProcessEnv) => {
      const value = env[NAME];
      if (value === undefined) return undefined;
      if (!/^\d+$/.test(value)) throw new TypeError(`${NAME} is no number`);
      return Number(value);
    },
    configFileSelector: () => undefined,
    default: fallback as number,
  };
}

describe.each([
  ['the function', loadConfig],
  ["the SDK's own, if there are no files", sdkLoadConfig],
])('%s reads', (_, load) => {
  it.each([
    ['a value', '7', 7],
    ['a value of zero', '0', 0],
    ['the default, if there is no value', undefined, 5],
    ['the default, if the value cannot be read', 'seven', 5],
  ])('%s', async (_, value, expected) => {
    if (value !== undefined) process.env[NAME] = value;
    await expect(load(settingOf(5))()).resolves.toBe(expected);
  });

  it.each([
    ['that is false', false, false],
    ['that a function returns', () => 6, 6],
    ['that a function promises', async () => 6, 6],
  ])('a default %s', async (_, fallback, expected) => {
    await expect(load(settingOf<unknown>(fallback))()).resolves.toBe(expected);
  });

  it('a default that throws', async () => {
    const fallback = () => {
      throw new Error('Region is missing');
    };
    await expect(load(settingOf<unknown>(fallback))()).rejects.toThrow('Region is missing');
  });

  it('the environment once', async () => {
    const read = load(settingOf(5));
    process.env[NAME] = '7';
    await expect(read()).resolves.toBe(7);
    process.env[NAME] = '8';
    await expect(read()).resolves.toBe(7);
  });

  it('a setting of the service', async () => {
    const setting = {
      environmentVariableSelector: (_: unknown, options?: { signingName?: string }) => options?.signingName,
      configFileSelector: () => undefined,
      default: 'none',
    };
    await expect(load(setting, { signingName: 'ses' })()).resolves.toBe('ses');
    await expect(load(setting)()).resolves.toBe('none');
  });
});
