import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls a function until it returns a value.
 *
 * @param description names the expected value in the error message
 * @throws Error if no value arrives within the given time
 */
export async function waitFor<T>(
  description: string,
  read: () => Promise<T | undefined>,
  { seconds, every = 2 }: { readonly seconds: number; readonly every?: number },
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(every * 1000)) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} seconds for ${description} without success`);
  }
}
