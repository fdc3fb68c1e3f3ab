/** The functions of a stack beside an AWS on this machine that speaks TLS: a busy account, its metrics and alarms. */
import { startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { ArchivedMail, SendRange } from '../../local/aws/sesv2/mail-account';
import { createLocalDeployment } from '../../local/deployment/local-deployment';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { type Bundles, bundleFunctions, type Feature, REGION } from './bundles';
import { createCertificate } from './certificate';
import { type FunctionProcess, startFunction } from './function-process';
import { lambdaEnvironment } from './lambda-environment';

export interface FunctionWorld {
  readonly functions: Bundles['functions'];
  /** The IDs of messages that SES knows. They are old enough for the table to keep them for an hour. */
  readonly messageIds: readonly string[];
  /** The operations that arrived at AWS, in order, without those of the table. */
  readonly operations: string[];
  /** The mail that export jobs find. Default: none, because to draw the mail of the account would keep AWS busy for seconds. */
  mail: readonly ArchivedMail[];
  /**
   * Starts a function in a new process.
   *
   * @param memoryMb Default: the memory that the stack gives it
   */
  start(feature: Feature, options?: StartOptions): Promise<FunctionProcess>;
  /** Gives the functions that start from now on an empty table. In the old one, equal searches share a job for a minute. */
  replaceTable(): Promise<void>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly memoryMb?: number;
  /** Path of other code for the same function. */
  readonly file?: string;
  readonly nodeOptions?: readonly string[];
}

const SEED = 1;
const HOUR_MS = 60 * 60_000;
const SENT_AGO_MS = 4 * 24 * HOUR_MS;

/** @param node path of Node.js */
export async function startFunctionWorld(node: string): Promise<FunctionWorld> {
  const certificate = createCertificate();
  const bundles = bundleFunctions();
  const { functions, stack, tableName } = bundles;
  const now = Date.now;
  const account = simulateAccount({
    scenario: 'bounce-spike',
    seed: SEED,
    startedAt: now(),
    vdm: 'ENABLED',
    region: REGION,
  });
  const sentAt = now() - SENT_AGO_MS;
  const metrics = createMetricStore({ now });
  const operations: string[] = [];
  const aws = await startLocalAws({
    account: { ...account, mail: (range) => inRange(world.mail, range) },
    metrics,
    now,
    limitClock: () => Number.POSITIVE_INFINITY,
    exportJobs: { durationMs: 0 },
    deployment: createLocalDeployment({ now, metrics, stacks: [stack] }),
    certificate,
    intercept(operation) {
      operations.push(operation);
      return undefined;
    },
  });
  let table = await startLocalDynamoDb(tableName, certificate);
  const processes: FunctionProcess[] = [];
  const world: FunctionWorld = {
    functions,
    messageIds: [...(account.mail?.({ from: sentAt, until: sentAt + HOUR_MS }, now()) ?? [])].map(
      ({ messageId }) => messageId,
    ),
    operations,
    mail: [],
    async start(feature, { memoryMb, file, nodeOptions = [] } = {}) {
      const bundled = functions[feature];
      const started = await startFunction({
        node,
        file: file ?? bundled.file,
        nodeOptions: [...heapOptions(memoryMb ?? bundled.memoryMb), ...nodeOptions],
        timeoutMs: bundled.timeoutMs,
        environment: {
          ...bundled.environment,
          ...lambdaEnvironment({ awsUrl: aws.url, tableUrl: table.url, certificate }),
        },
      });
      processes.push(started);
      return started;
    },
    async replaceTable() {
      await table.close();
      table = await startLocalDynamoDb(tableName, certificate);
    },
    async close() {
      for (const { close } of [...processes, aws, table]) await close();
      bundles.remove();
      certificate.remove();
    },
  };
  return world;
}

function inRange(mail: readonly ArchivedMail[], { from, until }: SendRange): ArchivedMail[] {
  return mail.filter(({ sentAt }) => sentAt >= from && sentAt < until);
}

/**
 * Returns the options with which Lambda's Node.js image limits the heap of V8, as its script /var/runtime/bootstrap has them:
 * 5 % of the memory for each half of the new objects, and 90 % for the old objects.
 */
function heapOptions(memoryMb: number): readonly string[] {
  return [
    `--max-semi-space-size=${Math.floor(memoryMb / 20)}`,
    `--max-old-space-size=${memoryMb - Math.floor(memoryMb / 10)}`,
  ];
}
