/** How many look-ups one instance of the function answers from the table, and how long callers wait for turns to call SES. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { locationOf } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { type Crowd, simulateCallers } from '../support/callers';
import { eventOf } from '../support/insights-world';
import { createFloors, type Floor } from './floors';
import type { FunctionProcess } from './function-process';
import { type FunctionWorld, startFunctionWorld } from './function-world';
import { findNode24 } from './node-24';
import { type MeasureOptions, median, type Section, type Table } from './section';

/** Look-ups of a variant in one round. */
const LOOK_UPS = 500;

/** Look-ups before the measurement, until V8 has compiled what they use. */
const WARM_UP = 1_000;

/** Simultaneous requests for the same message, which share one read of the table. */
const SIMULTANEOUS = 10;

interface Variant {
  readonly title: string;
  /** What takes the place of the function. Default: the function. */
  readonly floor?: Floor;
  /** Default: 1, as in Lambda. */
  readonly concurrency?: number;
}

/** The ratios compare with the last variant. */
const VARIANTS: readonly Variant[] = [
  { title: 'look-up from the table' },
  {
    title: `look-up from the table, ${SIMULTANEOUS} requests for one message at a time`,
    concurrency: SIMULTANEOUS,
  },
  { title: 'floor: one read with the SDK', floor: 'read-with-sdk' },
  { title: 'floor: one signed request without the SDK', floor: 'read-without-sdk' },
];

interface Round {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMs: number;
}

/** Who asks for different messages at the same time. */
const CROWDS: readonly (Crowd & { readonly title: string })[] = [
  { title: 'one caller, one look-up after the other', greedy: 0, polite: 1, lookUps: 20 },
  { title: '5 callers, each one look-up after the other', greedy: 0, polite: 5, lookUps: 6 },
  { title: '20 callers, each one look-up after the other', greedy: 0, polite: 20, lookUps: 4 },
  { title: '5 callers beside 3 callers with 9 requests at a time each', greedy: 3, polite: 5, lookUps: 6 },
];

export const API: Section = {
  name: 'api',
  description: 'look-ups a second from the table, and waits for turns to call SES',
  async measure(options) {
    return [await measureCached(options), await measureWaits(options)];
  },
};

async function measureCached({ rounds, report }: MeasureOptions): Promise<Table> {
  const node = await findNode24(report);
  const world = await startFunctionWorld(node);
  const floors = createFloors();
  try {
    const [messageId = ''] = world.messageIds;
    const events = (count: number) => Array.from({ length: count }, () => eventOf(messageId));
    const functions: FunctionProcess[] = [];
    for (const { floor } of VARIANTS) {
      const fn = await world.start('message-insights', { file: floor && floors.bundle(floor) });
      functions.push(fn);
      if (!floor) checkFound((await fn.invoke([eventOf(messageId)])).answer, messageId);
      await fn.invoke(events(WARM_UP));
    }
    checkCalls(world);
    const measured: Round[][] = VARIANTS.map(() => []);
    for (let round = 1; round <= rounds; round++) {
      report(`api: round ${round} of ${rounds} ...`);
      for (const [index, { concurrency }] of VARIANTS.entries()) {
        const fn = functions[index] as FunctionProcess;
        const { wallMs, cpuMs, durations, answer } = await fn.invoke(events(LOOK_UPS), concurrency);
        checkFound(answer, messageId);
        measured[index]?.push({
          perSecond: (1000 * LOOK_UPS) / wallMs,
          p50Ms: percentile(durations, 0.5),
          p99Ms: percentile(durations, 0.99),
          cpuMs: cpuMs / LOOK_UPS,
        });
      }
    }
    return cachedTable(measured);
  } finally {
    await world.close();
    floors.remove();
  }
}

function cachedTable(measured: readonly (readonly Round[])[]): Table {
  const floor = measured.at(-1) as readonly Round[];
  const ratio = (rounds: readonly Round[], read: (round: Round) => number) =>
    median(rounds.map((round, index) => read(round) / read(floor[index] as Round))).toFixed(2);
  const middle = (rounds: readonly Round[], read: (round: Round) => number) => median(rounds.map(read));
  return {
    title: 'Look-ups of a cached message, in one process',
    columns: ['', 'a second', 'p50 (ms)', 'p99 (ms)', 'CPU (ms)', 'rate / floor', 'CPU / floor'],
    rows: VARIANTS.map(({ title }, index) => {
      const rounds = measured[index] as readonly Round[];
      return [
        title,
        middle(rounds, ({ perSecond }) => perSecond).toFixed(0),
        middle(rounds, ({ p50Ms }) => p50Ms).toFixed(2),
        middle(rounds, ({ p99Ms }) => p99Ms).toFixed(2),
        middle(rounds, ({ cpuMs }) => cpuMs).toFixed(2),
        ratio(rounds, ({ perSecond }) => perSecond),
        ratio(rounds, ({ cpuMs }) => cpuMs),
      ];
    }),
    notes: [
      `The floor is the last row. Each round has ${LOOK_UPS} look-ups of each variant, over TLS to a table in another process. An instance of Lambda handles one request at a time, and API Gateway passes 5 a second on. The rate therefore shows the work of a look-up, and is no limit.`,
    ],
  };
}

/** @throws Error if the answer is another one than the message */
function checkFound(answer: unknown, messageId: string): void {
  const { statusCode, body } = answer as { readonly statusCode: number; readonly body: string };
  if (statusCode !== 200 || JSON.parse(body).messageId !== messageId) throw new Error(`The answer is ${body}`);
}

/** @throws Error if a cached look-up called SES */
function checkCalls({ operations }: FunctionWorld): void {
  const calls = operations.filter((operation) => operation === 'GetMessageInsights').length;
  if (calls !== 1) throw new Error(`The look-ups of one message called SES ${calls} times`);
}

async function measureWaits({ report }: MeasureOptions): Promise<Table> {
  const tableName = 'turns';
  const server = await startLocalDynamoDb(tableName);
  const dynamodb = new DynamoDBClient(locationOf(server.url));
  try {
    const rows: string[][] = [];
    for (const { title, ...crowd } of CROWDS) {
      report(`api: ${title} ...`);
      const { politeWaits, gaps } = await simulateCallers(dynamodb, tableName, crowd);
      const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
      rows.push([
        title,
        (gaps.length / seconds).toFixed(2),
        (Math.min(...gaps) / 1000).toFixed(2),
        ...[0.5, 0.99].map((share) => (percentile(politeWaits, share) / 1000).toFixed(1)),
      ]);
    }
    return {
      title: 'Look-ups that call SES, which allows one call a second in an account',
      columns: ['', 'calls a second', 'shortest gap (s)', 'wait p50 (s)', 'wait p99 (s)'],
      rows,
      notes: [
        'Four instances share the turns of one table, on a simulated clock. The waits are those of the callers with one look-up at a time, from the first request until the call to SES. A request that gets no turn within 5 seconds answers 429, and its caller returns after Retry-After.',
      ],
    };
  } finally {
    dynamodb.destroy();
    await server.close();
  }
}

/** Returns the smallest value that this share of the values does not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
