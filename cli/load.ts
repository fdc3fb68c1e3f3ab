/**
 * `npm run load`: many workers in many processes ask for many messages at once. What reaches SES is measured where it
 * arrives, and printed as a table; exit status 1, and why on standard error, when a promise was broken.
 */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { counted } from '../lib/shared/plural';
import { startLocalAws } from '../local/aws/aws';
import { createMetricStore } from '../local/aws/metric-store';
import { accountOf } from '../local/simulation/simulated-account';
import type { LoadOrder, LoadReport } from './load/load-process';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';

interface LoadOptions {
  readonly processes: number;
  readonly workers: number;
  /** Different ids, each asked for once. */
  readonly different: number;
}

/** SES grants one call a second. */
const MIN_GAP_MS = 1_000;

/** Each worker asks for it, all at once. */
const SHARED_ID = 'asked-by-all';

interface Arrival {
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
}

async function main({ processes, workers, different }: LoadOptions): Promise<boolean> {
  const arrivals: Arrival[] = [];
  const aws = await startLocalAws({
    account: {
      ...accountOf({ between: () => [] }),
      account: () => ({ VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message: (MessageId) => ({ MessageId, Insights: [] }),
    },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
    intercept(operation, id) {
      if (operation === 'GetMessageInsights') arrivals.push({ id, at: performance.now() });
      return undefined;
    },
  });
  const table = await startProcess({ role: 'table' });
  const orders = ordersOf({ processes: Math.min(processes, workers), workers, different });
  console.error(
    `${counted(workers, 'worker')} in ${processes === 1 ? '1 process' : `${processes} processes`} ask for ${counted(different, 'different message')} and ${counted(workers, 'time')} for one: about ${Math.ceil((different + 1) * 1.1)} s ...`,
  );
  const children = await Promise.all(
    orders.map((ids) => startProcess({ role: 'instance', ids, sesUrl: aws.url, tableUrl: table.url })),
  );
  const startedAt = performance.now();
  for (const { child } of children) child.send('go'); // all are there: now they ask, at once
  const reports = await Promise.all(children.map(({ report }) => report));
  const seconds = (performance.now() - startedAt) / 1000;
  table.child.kill();
  await aws.close();
  return show({ processes, workers, different }, arrivals, reports, seconds);
}

/** For each process the ids that its workers ask for. */
function ordersOf({ processes, workers, different }: LoadOptions): string[][][] {
  const ids = Array.from({ length: different }, (_, index) => `message-${index}`);
  const orders: string[][][] = Array.from({ length: processes }, () => []);
  for (let worker = 0; worker < workers; worker++) {
    orders[worker % processes]?.push([SHARED_ID, ...ids.filter((_, index) => index % workers === worker)]);
  }
  return orders;
}

/** A process of its own; it tells its URL when it is ready, and an instance its report at the end. */
async function startProcess(
  order: LoadOrder,
): Promise<{ child: ChildProcess; url: string; report: Promise<LoadReport> }> {
  const child = fork(path.join(__dirname, 'load/load-process.ts'), [JSON.stringify(order)]);
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  child.on('message', (message) => {
    const next = waiting.shift();
    if (next) next(message);
    else messages.push(message);
  });
  const receive = () =>
    new Promise<unknown>((resolve, reject) => {
      if (messages.length > 0) return resolve(messages.shift());
      waiting.push(resolve);
      child.once('exit', (code) => reject(new Error(`A process ended with ${code} before it was done`)));
    });
  const url = (await receive()) as string;
  return {
    child,
    url,
    report: order.role === 'instance' ? (receive() as Promise<LoadReport>) : new Promise(() => undefined),
  };
}

function show(
  options: LoadOptions,
  arrivals: readonly Arrival[],
  reports: readonly LoadReport[],
  seconds: number,
): boolean {
  const asked = options.workers + options.different;
  const sum = (pick: (report: LoadReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const callsById = new Map<string, number>();
  for (const { id } of arrivals) callsById.set(id, (callsById.get(id) ?? 0) + 1);
  const mostCalls = Math.max(...callsById.values());
  const gaps = arrivals.slice(1).map(({ at }, index) => at - (arrivals[index]?.at ?? 0));
  const closest = Math.min(...gaps);
  const answered = sum((report) => report.answered);
  const givenUp = sum((report) => report.givenUp);
  const lost = sum((report) => report.wrong);
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['Workers, processes', `${options.workers}, ${options.processes}`],
    [
      'Requests',
      `${asked}: ${counted(options.different, 'different id')}, one id ${counted(options.workers, 'time')}, all at once`,
    ],
    ['Answered', `${answered}`],
    [
      'Told to come back, and came',
      counted(
        sum((report) => report.waits),
        'time',
      ),
    ],
    ['Told so for ever', `${givenUp}`],
    ['Lost, or answered wrongly', `${lost}`],
    ['Table failed', `${sum((report) => report.withoutTable)}`],
    ['Calls to SES', `${arrivals.length} for ${counted(callsById.size, 'id')}, at most ${mostCalls} for one`],
    ['Closest two calls', `${closest.toFixed(0)} ms`],
    ['Seconds, for each call', `${seconds.toFixed(1)}, ${(seconds / arrivals.length).toFixed(2)}`],
  );
  console.log(table.toString());
  const broken = [
    answered + givenUp < asked && `${asked - answered - givenUp} requests were not answered`,
    givenUp > 0 && `${givenUp} requests were sent away for ever`,
    lost > 0 && `${lost} requests were lost, or answered wrongly`,
    mostCalls > 1 && `one id was asked of SES ${mostCalls} times`,
    closest < MIN_GAP_MS && `two calls came ${closest.toFixed(0)} ms apart, and SES grants one a second`,
  ].filter((promise) => promise !== false);
  if (broken.length > 0) console.error(`FAILED: ${broken.join('; ')}.`);
  return broken.length === 0;
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('pass a whole number from 1 to 9999.');
  return Number(text);
}

runCommand(async () => {
  const command = new Command('npm run load --')
    .description('Asks the look-up API for many messages at once, on this machine, and measures what reaches SES.')
    .option('--processes <n>', 'processes, each an instance of the function', toCount, 10)
    .option('--workers <n>', 'workers, spread over the processes', toCount, 50)
    .option('--different <n>', 'different ids', toCount, 200)
    .allowExcessArguments(false);
  return !parseCommandLine(command, process.argv.slice(2), 'npm run load') || main(command.opts<LoadOptions>());
});
