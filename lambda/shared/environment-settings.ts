/**
 * Replaces the SDK's look-up of settings in the bundles. Outside of the bundles, the SDK's own look-up is in use, which also reads
 * the files of `~/.aws`. Lambda has no such files.
 */
import { memoize, type loadConfig as sdkLoadConfig } from '@smithy/core/config';

type Setting<T> = Parameters<typeof sdkLoadConfig<T>>[0];
type Options<T> = Parameters<typeof sdkLoadConfig<T>>[1];

/** Returns a provider of the value in the environment. If there is no readable value, the provider returns the default. */
export function loadConfig<T>(setting: Setting<T>, options: Options<T> = {}): () => Promise<T> {
  return memoize(async () => fromEnvironment(setting, options) ?? fromDefault(setting));
}

function fromEnvironment<T>({ environmentVariableSelector }: Setting<T>, options: Options<T>): T | undefined {
  try {
    return environmentVariableSelector(process.env, options);
  } catch {
    return undefined; // as in the SDK, a value that cannot be read counts as missing
  }
}

async function fromDefault<T>({ default: fallback }: Setting<T>): Promise<T> {
  return typeof fallback === 'function' ? (fallback as () => T | Promise<T>)() : fallback;
}
