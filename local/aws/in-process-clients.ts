/**
 * SDK clients that answer commands in this process, without a port, serialization or retries. Other processes cannot
 * reach them.
 */
import {
  CloudWatchClient,
  type DescribeAlarmsInput,
  type GetMetricDataInput,
  type PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { GetAccountResponse } from '@aws-sdk/client-sesv2';
import { type PublishInput, SNSClient } from '@aws-sdk/client-sns';
import { type Clients, createClients } from '../../lambda/send-statistics/clients';
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';
import { type LocalAccount, locationOf } from './aws';
import { describeAlarms, getMetricData, putMetricData } from './cloudwatch';
import type { MetricStore } from './metric-store';
import type { ExportJobBehavior } from './sesv2/export-jobs';
import { createSesV2 } from './sesv2/operations';
import type { LocalTopics } from './sns';
import type { WireAnswer } from './wire';

/** The operations that the exporter calls on SES. */
export type SesOperation = 'GetSendStatistics' | 'GetAccount';

export interface InProcessAws {
  readonly account: LocalAccount;
  readonly metrics: MetricStore;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Whether SES throttles a call now. Default: never. */
  readonly isThrottled?: (operation: SesOperation) => boolean;
  readonly exportJobs?: ExportJobBehavior;
}

export interface InProcessClients extends Clients {
  /** Downloads the files of export jobs. Requests to all other URLs fail. */
  readonly fetch: typeof fetch;
}

const LOCATION = locationOf('http://localhost');

/** Origin of the export jobs' files. No server has this name. */
const FILES_ORIGIN = 'https://ses-export-files.invalid';

export function createInProcessClients({
  account,
  metrics,
  now,
  isThrottled = () => false,
  exportJobs,
}: InProcessAws): InProcessClients {
  const { ses, sesv2 } = createClients(LOCATION);
  answerInProcess(ses, {
    GetSendStatistics() {
      if (isThrottled('GetSendStatistics')) throw throttlingError('Throttling');
      return { SendDataPoints: account.sendDataPoints(now())?.map(toSendDataPoint) };
    },
  });
  const mail = createSesV2({
    account,
    now,
    limitClock: now,
    exportJobs,
    maxReadingMs: Number.POSITIVE_INFINITY, // a slow machine must not change the result
  });
  answerInProcess(sesv2, {
    GetAccount() {
      if (isThrottled('GetAccount')) throw throttlingError('TooManyRequestsException');
      return account.account(now()) as GetAccountResponse;
    },
    ...Object.fromEntries(
      Object.entries(mail.operations).map(([name, operation]) => [
        name,
        (input: object) => operation(input, FILES_ORIGIN),
      ]),
    ),
  });
  return { ses, sesv2, cloudwatch: createInProcessCloudWatch(metrics), fetch: createInProcessFetch(mail.file) };
}

function createInProcessFetch(file: (url: string) => WireAnswer): typeof fetch {
  return async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    if (new URL(url).origin !== FILES_ORIGIN) throw new TypeError('fetch failed');
    const { status, contentType, body } = file(url);
    return new Response(body, { status, headers: { 'content-type': contentType } });
  };
}

/** @param firing returns the names of the alarms in ALARM. Default: none */
export function createInProcessCloudWatch(
  metrics: MetricStore,
  firing: () => readonly string[] = () => [],
): CloudWatchClient {
  const client = new CloudWatchClient(LOCATION);
  answerInProcess(client, {
    DescribeAlarms: (input) => describeAlarms(firing(), input as DescribeAlarmsInput),
    PutMetricData: (input) => putMetricData(metrics, input as PutMetricDataInput),
    GetMetricData: (input) => getMetricData(metrics, input as GetMetricDataInput),
  });
  return client;
}

export function createInProcessSns({ publish }: Pick<LocalTopics, 'publish'>): SNSClient {
  const client = new SNSClient(LOCATION);
  answerInProcess(client, { Publish: (input) => publish(input as PublishInput) });
  return client;
}

/** Answers a command at the first step of the SDK, before it serializes the input. */
function answerInProcess(
  { middlewareStack }: Clients[keyof Clients] | SNSClient,
  operations: Readonly<Record<string, (input: object) => object>>,
): void {
  const stack: Pick<Clients['ses']['middlewareStack'], 'add'> = middlewareStack;
  stack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const operation = operations[commandName.replace(/Command$/, '')];
        if (!operation) throw new Error(`${commandName} is not supported in this process`);
        return { output: { ...operation(input), $metadata: {} }, response: undefined };
      },
    { step: 'initialize', priority: 'high', name: 'answerInProcess' },
  );
}

function toSendDataPoint({ timestamp, deliveryAttempts, bounces, complaints, rejects }: ReportedPoint) {
  return {
    Timestamp: timestamp === undefined ? undefined : new Date(timestamp),
    DeliveryAttempts: deliveryAttempts,
    Bounces: bounces,
    Complaints: complaints,
    Rejects: rejects,
  };
}

/** Returns the error that the SDK throws after its last attempt. */
function throttlingError(name: string): Error {
  return Object.assign(new Error('Rate exceeded'), { name });
}
