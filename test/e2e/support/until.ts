import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @throws when there is none in time
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds, every = 2 }: { readonly seconds: number; readonly every?: number },
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(every * 1000)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} seconds for ${what}, and in vain`);
  }
}
