/** Minutes after the faults, everything works again. */
import type { Story } from './scene';

/** Requests of the recovery until it counts as failed. A search starts, runs for eight seconds, and is read. */
const MAX_REQUESTS = 8;

export function judgeRecovery({ recovered: { exchanges, unfinished } }: Story): string[] {
  const slow = ['look-up', 'search'].flatMap((deed) => {
    const requests = exchanges.filter(({ step }) => step.do === deed);
    const last = requests.at(-1);
    const isDone = deed === 'look-up' ? last?.status === 200 : last?.body?.state === 'done';
    return isDone && requests.length <= MAX_REQUESTS
      ? []
      : [`${deed}: ${requests.map(({ status, body }) => `${status} ${body?.state ?? body?.type ?? ''}`).join(', ')}`];
  });
  return [...slow, ...unfinished];
}
