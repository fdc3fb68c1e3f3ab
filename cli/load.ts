/**
 * `npm run load`: many workers in many processes look up many messages at once. The simulated SES records the
 * calls, and the command prints a summary. When a check fails, the exit status is 1 and standard error has the reason.
 */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { counted } from '../lib/shared/plural';
import { startLocalAws } from '../local/aws/aws';
import { createMetricStore } from '../local/aws/metric-store';
import { accountOf } from '../local/simulation/simulated-account';
import type { LoadReport, LoadTask } from './load/load-process';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { integerFrom } from './terminal/integer-option';

interface LoadOptions {
  readonly processes: number;
  readonly workers: number;
  /** Different ids, each looked up once. */
  readonly different: number;
}

/** SES allows one call per second. */
const MIN_GAP_MS = 1_000;

/** Every worker looks this id up at the same time. */
const SHARED_ID = 'shared-message';

interface SesCalls {
  /** The time of each call, milliseconds. */
  readonly times: readonly number[];
  /** The id of each call that SES did not throttle. */
  readonly answeredIds: readonly string[];
}

async function main({ processes, workers, different }: LoadOptions): Promise<boolean> {
  const times: number[] = [];
  const answeredIds: string[] = [];
  const aws = await startLocalAws({
    account: {
      ...accountOf({ between: () => [] }),
      account: () => ({ VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message(MessageId) {
        answeredIds.push(MessageId);
        return { MessageId, Insights: [] };
      },
    },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
    intercept(operation) {
      if (operation === 'GetMessageInsights') times.push(performance.now());
      return undefined;
    },
  });
  const dynamodb = await startProcess({ role: 'table' });
  const idsByProcess = distributeIds({ processes: Math.min(processes, workers), workers, different });
  console.error(
    `${counted(workers, 'worker')} in ${processes === 1 ? '1 process' : `${processes} processes`} look up ${counted(different, 'different message')}, and one message ${counted(workers, 'time')}: about ${Math.ceil((different + 1) * 1.1)} s ...`,
  );
  const children = await Promise.all(
    idsByProcess.map((ids) => startProcess({ role: 'instance', ids, sesUrl: aws.url, tableUrl: dynamodb.url })),
  );
  const startedAt = performance.now();
  for (const { child } of children) child.send('go'); // all are ready, so they start at the same time
  const reports = await Promise.all(children.map(({ report }) => report));
  const seconds = (performance.now() - startedAt) / 1000;
  dynamodb.child.kill();
  await aws.close();
  return showResult({ processes, workers, different }, { times, answeredIds }, reports, seconds);
}

/** Returns the ids of each worker, grouped by process. */
function distributeIds({ processes, workers, different }: LoadOptions): string[][][] {
  const ids = Array.from({ length: different }, (_, index) => `message-${index}`);
  const idsByProcess: string[][][] = Array.from({ length: processes }, () => []);
  for (let worker = 0; worker < workers; worker++) {
    idsByProcess[worker % processes]?.push([SHARED_ID, ...ids.filter((_, index) => index % workers === worker)]);
  }
  return idsByProcess;
}

/** Starts a process. It sends its URL when it is ready, and an instance sends its report at the end. */
async function startProcess(
  task: LoadTask,
): Promise<{ child: ChildProcess; url: string; report: Promise<LoadReport> }> {
  const child = fork(path.join(__dirname, 'load/load-process.ts'), [JSON.stringify(task)]);
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
      child.once('exit', (code) => reject(new Error(`A process exited early with status ${code}`)));
    });
  const url = (await receive()) as string;
  return {
    child,
    url,
    report: task.role === 'instance' ? (receive() as Promise<LoadReport>) : new Promise(() => undefined),
  };
}

function showResult(
  options: LoadOptions,
  { times, answeredIds }: SesCalls,
  reports: readonly LoadReport[],
  seconds: number,
): boolean {
  const requests = options.workers + options.different;
  const sum = (pick: (report: LoadReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const answersById = new Map<string, number>();
  for (const id of answeredIds) answersById.set(id, (answersById.get(id) ?? 0) + 1);
  const mostAnswers = Math.max(...answersById.values());
  const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
  const smallestGap = Math.min(...gaps);
  const answered = sum((report) => report.answered);
  const givenUp = sum((report) => report.givenUp);
  const wrong = sum((report) => report.wrong);
  const retries = sum((report) => report.retries);
  const summary = new Table({ style: { head: [], border: [] } });
  summary.push(
    ['Workers, processes', `${options.workers}, ${options.processes}`],
    [
      'Requests',
      `${requests}: ${counted(options.different, 'different id')}, and one id ${counted(options.workers, 'time')}, all at once`,
    ],
    ['Answered', `${answered}`],
    ['Retries after 429', retries.toLocaleString('en-US')],
    ['Still 429 after the last retry', `${givenUp}`],
    ['Wrong or no answer', `${wrong}`],
    ['Answered without the table', `${sum((report) => report.withoutTable)}`],
    ['Calls to SES', `${times.length} for ${counted(answersById.size, 'id')}, at most ${mostAnswers} answered per id`],
    ['Smallest gap between two calls', `${smallestGap.toFixed(0)} ms`],
    ['Seconds in total, and per call', `${seconds.toFixed(1)}, ${(seconds / times.length).toFixed(2)}`],
  );
  console.log(summary.toString());
  const failures = [
    answered + givenUp < requests && `${requests - answered - givenUp} requests got no answer`,
    givenUp > 0 && `${givenUp} requests still got 429 after the last retry`,
    wrong > 0 && `${wrong} requests got a wrong answer or none`,
    mostAnswers > 1 && `SES answered ${mostAnswers} calls for one id`,
    smallestGap < MIN_GAP_MS &&
      `two calls to SES were ${smallestGap.toFixed(0)} ms apart, but SES allows one call per second`,
  ].filter((failure) => failure !== false);
  if (failures.length > 0) console.error(`FAILED: ${failures.join('; ')}.`);
  return failures.length === 0;
}

runCommand(async () => {
  const command = new Command('npm run load --')
    .description('Looks up many messages at once with the look-up API on this machine, and measures the calls to SES.')
    .option('--processes <n>', 'processes, each an instance of the function', integerFrom(1, 9999), 10)
    .option('--workers <n>', 'workers, distributed over the processes', integerFrom(1, 9999), 50)
    .option('--different <n>', 'different ids', integerFrom(1, 9999), 200)
    .allowExcessArguments(false);
  return !parseCommandLine(command, process.argv.slice(2), 'npm run load') || main(command.opts<LoadOptions>());
});
