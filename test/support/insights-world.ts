/** The look-up API over AWS on this machine, with the real SDK clients. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Api, createApi } from '../../lambda/message-insights/api';
import { createClients } from '../../lambda/message-insights/clients';
import type { Clock } from '../../lambda/message-insights/clock';
import { type InsightsSettings, ROUTES, type RouteName } from '../../lambda/message-insights/contract';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import { HEALTHY_ACCOUNT } from './world';

export const TABLE = 'insights';
export const REGION = 'eu-west-1';

export interface InsightsWorldOptions {
  /** Messages that SES knows, by id. */
  readonly messages?: Readonly<Record<string, SesMessage>>;
  readonly vdm?: 'ENABLED' | 'DISABLED';
  /** Called for each request to SES; its answer, if any, stands in for SES's. */
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly settings?: Partial<InsightsSettings>;
  /** Where DynamoDB is looked for. Default: a local one with the table. */
  readonly dynamodb?: string;
}

export interface InsightsWorld {
  readonly api: Api;
  /** Milliseconds that every clock is ahead of real time; assign to move them. */
  ahead: number;
  /** Another instance of the function, over the same SES and table. */
  instance(options?: { clock?: Partial<Clock>; settings?: Partial<InsightsSettings>; dynamodb?: string }): Api;
  /** When GetMessageInsights arrived at SES, and for which id. */
  readonly calls: { readonly id: string; readonly at: number }[];
  /** Operations that arrived at SES, in order. */
  readonly requests: string[];
  /** What was logged, by every instance. */
  readonly logs: Record<string, unknown>[];
  readonly awsUrl: string;
  readonly dynamodbUrl: string;
  close(): Promise<void>;
}

export async function startInsightsWorld(options: InsightsWorldOptions = {}): Promise<InsightsWorld> {
  const { messages = {}, vdm = 'ENABLED', intercept } = options;
  const calls: InsightsWorld['calls'] = [];
  const requests: string[] = [];
  const logs: Record<string, unknown>[] = [];
  const now = () => Date.now() + world.ahead;
  const account: LocalAccount = {
    sendDataPoints: () => [],
    account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
    message: (id) => (Object.hasOwn(messages, id) ? messages[id] : undefined),
  };
  const aws = await startLocalAws({
    account,
    metrics: createMetricStore({ now }),
    now,
    limitClock: now,
    intercept(operation, body) {
      requests.push(operation);
      if (operation === 'GetMessageInsights') calls.push({ id: body, at: now() });
      return intercept?.(operation, body);
    },
  });
  const dynamodb =
    options.dynamodb === undefined
      ? await startLocalDynamoDb(TABLE).catch(async (error) => {
          await aws.close();
          throw error;
        })
      : undefined;
  const dynamodbUrl = dynamodb?.url ?? (options.dynamodb as string);
  const write = (line: object) => logs.push(JSON.parse(JSON.stringify(line)));
  const instance: InsightsWorld['instance'] = ({ clock, settings, dynamodb: url = dynamodbUrl } = {}) =>
    createApi({
      settings: { tableName: TABLE, maxWaitSeconds: 5, cache: true, ...options.settings, ...settings },
      clients: createClients(locationOf(aws.url), locationOf(url)),
      region: REGION,
      clock: { now, sleep, ...clock },
      log: { info: write, error: write },
    });
  const world: InsightsWorld = {
    api: instance(),
    ahead: 0,
    instance,
    calls,
    requests,
    logs,
    awsUrl: aws.url,
    dynamodbUrl,
    async close() {
      await aws.close();
      await dynamodb?.close();
    },
  };
  return world;
}

let requests = 0;

/** What API Gateway passes for a request to a route. */
export function eventOf(
  messageId: string,
  { route = 'masked', headers = {} }: { route?: RouteName; headers?: Record<string, string> } = {},
): APIGatewayProxyEventV2 {
  const routeKey = ROUTES[route];
  const rawPath = routeKey.replace(/^\w+ /, '').replace('{messageId}', messageId);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers,
    pathParameters: { messageId },
    requestContext: {
      requestId: `request-${++requests}`,
      routeKey,
      authorizer: { iam: { userArn: 'arn:aws:iam::111122223333:user/oncall' } },
    } as never,
    isBase64Encoded: false,
  };
}

export interface Told {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is for the test to say
  readonly body: any;
}

/** An answer with its body read. */
export async function ask(api: Api, event: APIGatewayProxyEventV2): Promise<Told> {
  const { statusCode, headers, body } = (await api(event)) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, headers: headers as Record<string, string>, body: body && JSON.parse(body) };
}

const REGION_DIGITS = '0102';

/** An id of SES's shape, sent at this time from eu-west-1 (or where the digits say). */
export function idOf(sentAt: number, serial = 0, region = REGION_DIGITS): string {
  const time = sentAt.toString(16).padStart(12, '0');
  return `${region}${time}-${serial.toString(16).padStart(8, '0')}-1111-2222-3333-444455556666-000000`;
}
