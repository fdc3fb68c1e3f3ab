/** One process of `npm run load`: the table, or an instance of the function with workers who ask it. */
import { locationOf } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { startLocalInsights, TABLE_NAME } from '../../local/aws/local-insights';
import { lookUp } from '../insights/insights-client';
import { runCommand } from '../terminal/command';

export type LoadOrder =
  | { readonly role: 'table' }
  | {
      readonly role: 'instance';
      readonly sesUrl: string;
      readonly tableUrl: string;
      /** For each worker the ids it asks for, all at once. */
      readonly ids: readonly (readonly string[])[];
    };

/** What the workers of one process met. */
export interface LoadReport {
  readonly answered: number;
  /** Times that a worker was told when to come back. */
  readonly waits: number;
  readonly givenUp: number;
  readonly wrong: number;
  /** Requests during which the table failed. */
  readonly withoutTable: number;
}

async function main(order: LoadOrder): Promise<void> {
  if (order.role === 'table') {
    process.send?.((await startLocalDynamoDb(TABLE_NAME)).url);
    return;
  }
  const ses = locationOf(order.sesUrl);
  const report = { answered: 0, waits: 0, givenUp: 0, wrong: 0, withoutTable: 0 };
  const read = ({ tableFailure }: { readonly tableFailure?: string }) => {
    if (tableFailure !== undefined) report.withoutTable++;
  };
  const api = await startLocalInsights({
    ses,
    region: 'local',
    now: Date.now,
    throttled: false,
    dynamodb: order.tableUrl,
    log: { info: read, error: read },
  });
  const go = new Promise((resolve) => process.once('message', resolve));
  process.send?.(api.url);
  await go;
  await Promise.all(
    order.ids.flat().map(async (id) => {
      const lookedUp = await lookUp(id, { url: api.url, onWait: () => report.waits++ });
      if ('problem' in lookedUp) report[lookedUp.problem.status === 429 ? 'givenUp' : 'wrong']++;
      else report[lookedUp.message.messageId === id ? 'answered' : 'wrong']++;
    }),
  );
  await api.close();
  process.send?.(report, () => process.exit());
}

process.once('disconnect', () => process.exit()); // `npm run load` is gone
runCommand(async () => {
  await main(JSON.parse(process.argv[2] ?? ''));
  return true;
});
