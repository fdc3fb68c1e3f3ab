/** One process of `npm run load`: the DynamoDB table, or an instance of the function with its workers. */
import { locationOf } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { startLocalInsights, TABLE_NAME } from '../../local/aws/local-insights';
import { lookUp } from '../insights/insights-client';
import { runCommand } from '../terminal/command';

export type LoadTask =
  | { readonly role: 'table' }
  | {
      readonly role: 'instance';
      readonly sesUrl: string;
      readonly tableUrl: string;
      /** The ids of each worker, which looks them all up at the same time. */
      readonly ids: readonly (readonly string[])[];
    };

/** The results of the workers in one process. */
export interface LoadReport {
  readonly answered: number;
  /** Answers 429 with Retry-After, after which the worker retried. */
  readonly retries: number;
  /** Requests with status 429 after the last retry. */
  readonly givenUp: number;
  /** Requests with a wrong answer or none. */
  readonly wrong: number;
  /** Requests for which the table failed. */
  readonly withoutTable: number;
}

async function main(task: LoadTask): Promise<void> {
  if (task.role === 'table') {
    process.send?.((await startLocalDynamoDb(TABLE_NAME)).url);
    return;
  }
  const ses = locationOf(task.sesUrl);
  const report = { answered: 0, retries: 0, givenUp: 0, wrong: 0, withoutTable: 0 };
  const countTableFailure = ({ tableFailure }: { readonly tableFailure?: string }) => {
    if (tableFailure !== undefined) report.withoutTable++;
  };
  const api = await startLocalInsights({
    ses,
    region: 'local',
    now: Date.now,
    throttled: false,
    dynamodb: task.tableUrl,
    log: { info: countTableFailure, error: countTableFailure },
  });
  const go = new Promise((resolve) => process.once('message', resolve));
  process.send?.(api.url);
  await go;
  await Promise.all(
    task.ids.flat().map(async (id) => {
      const lookedUp = await lookUp(id, { url: api.url, onWait: () => report.retries++ });
      if ('problem' in lookedUp) report[lookedUp.problem.status === 429 ? 'givenUp' : 'wrong']++;
      else report[lookedUp.message.messageId === id ? 'answered' : 'wrong']++;
    }),
  );
  await api.close();
  process.send?.(report, () => process.exit());
}

process.once('disconnect', () => process.exit()); // `npm run load` has ended
runCommand(async () => {
  await main(JSON.parse(process.argv[2] ?? ''));
  return true;
});
