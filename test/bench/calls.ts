/** How often the exporter and the look-up API call AWS, and how long they wait. */
import { LOOK_UPS, recordLookUp } from './look-up-calls';
import { POLLS, recordPoll } from './poll-calls';
import { type Call, longestChain, REQUEST_MS, waitingMs } from './recorded-calls';
import type { Section, Table } from './section';

export const CALLS: Section = {
  name: 'calls',
  description: 'requests to AWS, and the time that the functions wait for them',
  async measure() {
    const polls = await rowsOf(POLLS, recordPoll);
    const lookUps = await rowsOf(LOOK_UPS, recordLookUp);
    return [
      tableOf('Polls', polls, [
        `In the longest chain, each request starts after the one before has ended. Waiting is the time on a clock on which each request takes ${REQUEST_MS} ms, and nothing else takes time.`,
        'The SDK also waits 1 to 1.5 s before it repeats a throttled request.',
      ]),
      tableOf('Look-up API', lookUps, [
        'Waiting includes the 100 ms or more until a turn to call SES. All instances share one turn a second.',
      ]),
    ];
  },
};

async function rowsOf<T extends { readonly title: string }>(
  cases: readonly T[],
  record: (one: T) => Promise<readonly Call[]>,
): Promise<string[][]> {
  const rows: string[][] = [];
  for (const one of cases) {
    const calls = await record(one);
    rows.push([one.title, String(calls.length), String(longestChain(calls)), String(waitingMs(calls)), listOf(calls)]);
  }
  return rows;
}

function tableOf(title: string, rows: readonly (readonly string[])[], notes: readonly string[]): Table {
  return { title, columns: ['', 'Requests', 'Longest chain', 'Waiting, ms', 'Operations'], rows, notes };
}

/** Returns the operations in the order of their first start, such as "GetItem, 2 × UpdateItem". */
function listOf(calls: readonly Call[]): string {
  const counts = new Map<string, number>();
  const sorted = calls.toSorted(
    (one, other) => one.startedAt - other.startedAt || one.operation.localeCompare(other.operation),
  );
  for (const { operation } of sorted) {
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
  }
  return [...counts].map(([operation, count]) => (count > 1 ? `${count} × ${operation}` : operation)).join(', ');
}
