/** AWS on this machine: one HTTP endpoint that every SDK client can be pointed at with AWS_ENDPOINT_URL. */
import type { Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';
import type { ClientLocation } from '../../lambda/shared/client-location';
import { answerCloudWatch, cloudWatchOperation } from './cloudwatch-endpoint';
import { type Listening, listenOnLoopback } from './loopback';
import type { MetricStore } from './metric-store';
import {
  accountAnswer,
  messageInsightsAnswer,
  type SesAccount,
  type SesMessage,
  sendStatisticsAnswer,
  throttledSesV1,
  throttledSesV2,
} from './ses-endpoint';
import type { WireAnswer } from './wire';

/** The SES account behind the endpoint. */
export interface LocalAccount {
  /** What SES reports when called at this time (epoch milliseconds); undefined: an answer without a list. */
  sendDataPoints(calledAt: number): readonly ReportedPoint[] | undefined;
  account(calledAt: number): SesAccount;
  /** What SES tells of a message; undefined: it knows of none. Default: it knows of no message at all. */
  message?(messageId: string, calledAt: number): SesMessage | undefined;
}

export interface LocalAwsOptions {
  readonly account: LocalAccount;
  readonly metrics: MetricStore;
  /** The clock that SES's call time reads, epoch milliseconds. */
  readonly now: () => number;
  /** The clock that SES's limits of one request a second are measured with, milliseconds. Default: real time. */
  readonly limitClock?: () => number;
  /** Data points on a page of GetMetricData. Default: CloudWatch's 100,800. */
  readonly pageSize?: number;
  /**
   * Answers an operation in AWS's place; undefined leaves it to the endpoint. Default: none. In place of a body,
   * GetMessageInsights has the message id.
   */
  readonly intercept?: (operation: string, body: string) => WireAnswer | undefined | Promise<WireAnswer | undefined>;
}

export type LocalAws = Listening;

/** Where SDK clients find the endpoint, whatever the user's own AWS settings are. */
export function locationOf(url: string): ClientLocation {
  return {
    endpoint: url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  };
}

/** Starts the endpoint on a free port of the loopback interface. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const server = createAdaptorServer({ fetch: createApp(options).fetch });
  return listenOnLoopback(server as Server); // without options it is one of HTTP/1.1
}

function createApp({ account, metrics, now, limitClock, pageSize, intercept }: LocalAwsOptions): Hono {
  const statisticsLimit = oneASecond(limitClock);
  const accountLimit = oneASecond(limitClock);
  const insightsLimit = oneASecond(limitClock);
  const app = new Hono();
  // The caller gets the error; the terminal of the endpoint shows no stack trace.
  app.onError((error, context) =>
    context.json({ message: String(error) }, 500, { 'x-amzn-errortype': 'InternalFailure' }),
  );

  async function answer(context: Context, operation: string, body: string, ofAws: () => WireAnswer): Promise<Response> {
    const { status, contentType, headers, body: content } = (await intercept?.(operation, body)) ?? ofAws();
    return context.body(content, status as 200, { 'content-type': contentType, ...headers });
  }

  app.post('/', async (context) => {
    const body = await readBody(context);
    const ofCloudWatch = cloudWatchOperation(context.req.header('x-amz-target'));
    if (ofCloudWatch)
      return answer(context, ofCloudWatch, body, () => answerCloudWatch(metrics, ofCloudWatch, body, pageSize));
    const action = new URLSearchParams(body).get('Action');
    if (action !== 'GetSendStatistics') return context.text(`The operation ${action} is not spoken here.`, 400);
    return answer(context, action, body, () =>
      statisticsLimit() ? sendStatisticsAnswer(account.sendDataPoints(now())) : throttledSesV1(),
    );
  });
  app.get('/v2/email/account', (context) =>
    answer(context, 'GetAccount', '', () =>
      accountLimit() ? accountAnswer(account.account(now())) : throttledSesV2(),
    ),
  );
  // AWS documents the path with a slash at its end, and clients differ.
  app.on('GET', ['/v2/email/insights/:messageId', '/v2/email/insights/:messageId/'], (context) => {
    const { messageId } = context.req.param();
    return answer(context, 'GetMessageInsights', messageId, () => {
      if (!insightsLimit()) return throttledSesV2();
      const calledAt = now();
      return messageInsightsAnswer(account.message?.(messageId, calledAt), account.account(calledAt));
    });
  });
  return app;
}

async function readBody(context: Context): Promise<string> {
  const bytes = Buffer.from(await context.req.arrayBuffer());
  if (context.req.header('content-encoding') !== 'gzip') return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (error) {
    throw new Error(`The body is not in gzip (${(error as Error).message})`);
  }
}

/** True for a call that is granted: at least one second after the one granted before. */
function oneASecond(clock: () => number = () => performance.now()): () => boolean {
  let nextAt = Number.NEGATIVE_INFINITY;
  return () => {
    const calledAt = clock();
    if (calledAt < nextAt) return false;
    nextAt = calledAt + 1000;
    return true;
  };
}
