/** The result of a read, which may have failed. A value that could not be read is unknown, and never 0. */
export type Reading<T> =
  | { readonly state: 'known'; readonly value: T }
  /** `error` is the name of the SDK's error. Its message may quote personal data. */
  | { readonly state: 'unknown'; readonly error: string };

/** Waits for a read, and returns its value or the name of its error. */
export async function toReading<T>(read: Promise<T>): Promise<Reading<T>> {
  try {
    return { state: 'known', value: await read };
  } catch (error) {
    return { state: 'unknown', error: nameOf(error) };
  }
}

/** Returns a value that is derived from a reading. */
export function mapReading<T, R>(reading: Reading<T>, toValue: (value: T) => R): Reading<R> {
  return reading.state === 'known' ? { state: 'known', value: toValue(reading.value) } : reading;
}

/** Returns the value of a reading, or undefined if it is unknown. */
export function knownValue<T>(reading: Reading<T>): T | undefined {
  return reading.state === 'known' ? reading.value : undefined;
}

function nameOf(error: unknown): string {
  const { errorName, name } = (error ?? {}) as { readonly errorName?: unknown; readonly name?: unknown };
  return (
    ([errorName, name].find((each) => typeof each === 'string' && /^\w{1,60}$/.test(each)) as string | undefined) ??
    'Error'
  );
}
