/** Export jobs over a local AWS, with the real SDK client and a clock that skips every wait. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createMemoryStore, createTableStore, type JobStore } from '../../lambda/shared/export-jobs/job-store';
import { createExportJobs, type ExportJobs } from '../../lambda/shared/export-jobs/jobs';
import { type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { ArchivedMail } from '../../local/aws/sesv2/mail-account';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { HEALTHY_ACCOUNT } from './world';

const TABLE = 'export-jobs';

export interface JobsWorldOptions {
  /** The mail of the account. Default: none. */
  readonly mail?: readonly ArchivedMail[];
  readonly vdm?: 'ENABLED' | 'DISABLED';
  /** Called for each request to SES and to its file server. If it returns a response, that response replaces theirs. */
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly exportJobs?: LocalAwsOptions['exportJobs'];
  /** Default: a store in memory. `table`: each instance has a client of a local DynamoDB. */
  readonly store?: JobStore | 'table';
}

export interface JobsWorld {
  readonly jobs: ExportJobs;
  /** Creates another instance over the same SES and store. */
  instance(): ExportJobs;
  /** Milliseconds by which the clock is ahead of its start. Waits raise it. Assign a value to move the clock. */
  ahead: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The operations that arrived, in order. */
  readonly requests: { readonly operation: string; readonly body: string; readonly at: number }[];
  /** The clock of all instances. */
  readonly sleep: (ms: number) => Promise<void>;
  /** The client of `jobs`. */
  readonly sesv2: SESv2Client;
  close(): Promise<void>;
}

export async function startJobsWorld(options: JobsWorldOptions = {}): Promise<JobsWorld> {
  const { mail = [], vdm = 'ENABLED', intercept, exportJobs } = options;
  const requests: JobsWorld['requests'] = [];
  const time = { ahead: 0 };
  const clock = createSkippingClock(time);
  const { now } = clock;
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
      mail: ({ from, until }) => mail.filter(({ sentAt }) => sentAt >= from && sentAt < until),
    },
    metrics: createMetricStore({ now }),
    now,
    limitClock: now,
    exportJobs,
    intercept(operation, body, scope, call) {
      requests.push({ operation, body, at: now() });
      return intercept?.(operation, body, scope, call);
    },
  });
  const dynamodb = options.store === 'table' ? await startLocalDynamoDb(TABLE) : undefined;
  const shared = typeof options.store === 'object' ? options.store : createMemoryStore(now);
  const newStore = () => {
    if (!dynamodb) return shared;
    const client = new DynamoDBClient(locationOf(dynamodb.url));
    clock.watch(client);
    return createTableStore(client, TABLE);
  };
  const newClient = () => {
    const sesv2 = new SESv2Client({ ...locationOf(aws.url), maxAttempts: 1 });
    clock.watch(sesv2);
    return sesv2;
  };
  const instance = (sesv2 = newClient()) => createExportJobs({ sesv2, store: newStore(), clock });
  const sesv2 = newClient();
  return {
    jobs: instance(sesv2),
    instance: () => instance(),
    get ahead() {
      return time.ahead;
    },
    set ahead(ms) {
      time.ahead = ms;
    },
    now,
    requests,
    sleep: clock.sleep,
    sesv2,
    async close() {
      await aws.close();
      await dynamodb?.close();
    },
  };
}
