/** The look-up API on a local AWS, with the real SDK clients and a clock that skips every wait. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Api, createApi } from '../../lambda/message-insights/api';
import { type Clients, createClients } from '../../lambda/message-insights/clients';
import { type InsightsSettings, ROUTES, type RouteName } from '../../lambda/message-insights/contract';
import type { CoreContext } from '../../lambda/message-insights/core';
import type { Clock } from '../../lambda/shared/clock';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import type { ArchivedMail, SuppressedAddress } from '../../local/aws/sesv2/mail-account';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { HEALTHY_ACCOUNT } from './world';

export const TABLE = 'insights';
export const REGION = 'eu-west-1';

export interface InsightsWorldOptions {
  /** The messages that SES knows, by ID. */
  readonly messages?: Readonly<Record<string, SesMessage>>;
  /** The mail that export jobs find. Default: none. */
  readonly mail?: readonly ArchivedMail[];
  /** The account's suppression list. Default: empty. */
  readonly suppressed?: Readonly<Record<string, SuppressedAddress>>;
  readonly exportJobs?: LocalAwsOptions['exportJobs'];
  readonly topics?: LocalAwsOptions['topics'];
  readonly vdm?: 'ENABLED' | 'DISABLED';
  /** Called for each request to SES. Its response, if any, replaces SES's. */
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly settings?: Partial<InsightsSettings>;
  /** Endpoint of DynamoDB. Default: a local one with the table. */
  readonly dynamodb?: string;
  /** Whether SES throttles a call within a second of the one before. Default: true. */
  readonly throttles?: boolean;
  /** Whether the clock also follows real time, as callers in other processes do. Default: false. */
  readonly isRealTime?: boolean;
}

export interface InstanceOptions {
  /** Clients to observe. Default: new ones. */
  readonly clients?: Required<Clients>;
  readonly clock?: Partial<Clock>;
  readonly settings?: Partial<InsightsSettings>;
  /** Endpoint of DynamoDB. */
  readonly dynamodb?: string;
  /** Milliseconds by which each call to the table is delayed, on the instance's clock. */
  readonly tableDelayMs?: number;
}

export interface InsightsWorld {
  readonly api: Api;
  /** Milliseconds by which the clock is ahead of its start. Waits raise it. Assign a value to move the clock. */
  ahead: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Returns what the fronts need: clients of the same SES and table, a clock, a log. */
  core(options?: InstanceOptions): CoreContext;
  /** Creates another instance of the function, over the same SES and table. */
  instance(options?: InstanceOptions): Api;
  /** The calls to GetMessageInsights that arrived at SES. */
  readonly calls: { readonly id: string; readonly at: number }[];
  /** The operations that arrived at SES, in order. */
  readonly requests: string[];
  /** The log lines of all instances. */
  readonly logs: Record<string, unknown>[];
  readonly awsUrl: string;
  readonly dynamodbUrl: string;
  close(): Promise<void>;
}

export async function startInsightsWorld(options: InsightsWorldOptions = {}): Promise<InsightsWorld> {
  const { messages = {}, mail = [], suppressed = {}, vdm = 'ENABLED', intercept, throttles = true } = options;
  const { isRealTime = false } = options;
  const calls: InsightsWorld['calls'] = [];
  const requests: string[] = [];
  const logs: Record<string, unknown>[] = [];
  const time = { ahead: 0 };
  const skipping = createSkippingClock(time, isRealTime ? Date.now : undefined);
  const { now } = skipping;
  const account: LocalAccount = {
    sendDataPoints: () => [],
    account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
    message: (id) => (Object.hasOwn(messages, id) ? messages[id] : undefined),
    mail: ({ from, until }) => mail.filter(({ sentAt }) => sentAt >= from && sentAt < until),
    suppressed: () => new Map(Object.entries(suppressed)),
  };
  const aws = await startLocalAws({
    account,
    metrics: createMetricStore({ now }),
    now,
    limitClock: throttles ? now : () => Number.POSITIVE_INFINITY,
    exportJobs: options.exportJobs,
    topics: options.topics,
    intercept(operation, body, scope, call) {
      requests.push(operation);
      if (operation === 'GetMessageInsights') calls.push({ id: body, at: now() });
      return intercept?.(operation, body, scope, call);
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
  const core: InsightsWorld['core'] = ({
    clock,
    settings,
    tableDelayMs,
    dynamodb: url = dynamodbUrl,
    clients = createClients(locationOf(aws.url), locationOf(url)),
  } = {}) => {
    for (const client of Object.values(clients)) skipping.watch(client);
    if (tableDelayMs !== undefined) {
      clients.dynamodb.middlewareStack.add(
        (next) => async (args) => {
          await skipping.sleep(tableDelayMs);
          return next(args);
        },
        { step: 'initialize', name: 'delay' },
      );
    }
    return {
      settings: { tableName: TABLE, maxWaitSeconds: 5, cache: true, ...options.settings, ...settings },
      clients,
      region: REGION,
      clock: { now, sleep: skipping.sleep, ...clock },
      log: { info: write, error: write },
    };
  };
  const instance: InsightsWorld['instance'] = (given) => createApi(core(given));
  const world: InsightsWorld = {
    api: instance(),
    get ahead() {
      return time.ahead;
    },
    set ahead(ms) {
      time.ahead = ms;
    },
    now,
    core,
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

export interface RequestOptions {
  /** Value of the path parameter. */
  readonly id?: string;
  /** The body: an object becomes JSON. */
  readonly body?: object | string;
  readonly isBase64Encoded?: boolean;
  readonly query?: string;
  /** ARN of the caller; null for a caller without a name. */
  readonly caller?: string | null;
}

const ONCALL = 'arn:aws:iam::111122223333:user/oncall';

/** Returns the event of API Gateway for a request to a route with one path parameter at most. */
export function requestOf(
  route: RouteName,
  { id = '', body, isBase64Encoded = false, query = '', caller = ONCALL }: RequestOptions = {},
): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = ROUTES[route].split(' ');
  const [, parameter] = /\{(\w+)\}/.exec(path) ?? [];
  return {
    version: '2.0',
    routeKey: ROUTES[route],
    rawPath: path.replace(/\{\w+\}/, id),
    rawQueryString: query,
    headers: { 'content-type': 'application/json' },
    pathParameters: parameter === undefined ? undefined : { [parameter]: id },
    requestContext: {
      requestId: `request-${++requests}`,
      routeKey: ROUTES[route],
      http: { method },
      authorizer: caller === null ? { jwt: { claims: {}, scopes: [] } } : { iam: { userArn: caller } },
    } as never,
    body: typeof body === 'object' ? JSON.stringify(body) : body,
    isBase64Encoded,
  };
}

/** Returns the event of API Gateway for a request to a route. */
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

export interface ApiAnswer {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its response
  readonly body: any;
}

/** Returns the API's response with its body parsed. */
export async function ask(api: Api, event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  const { statusCode, headers, body } = (await api(event)) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, headers: headers as Record<string, string>, body: body && JSON.parse(body) };
}

/**
 * Starts a search and asks for its result until SES has finished. The clock moves ahead.
 *
 * @returns the last response
 */
export async function searchFor(
  world: InsightsWorld,
  body: object,
  { unmasked = false, caller }: { readonly unmasked?: boolean; readonly caller?: string } = {},
): Promise<ApiAnswer> {
  const [start, result] = unmasked
    ? (['startUnmaskedSearch', 'unmaskedSearch'] as const)
    : (['startSearch', 'search'] as const);
  const started = await ask(world.api, requestOf(start, { body, caller }));
  if (started.status !== 202) return started;
  for (;;) {
    const answer = await ask(world.api, requestOf(result, { id: started.body.id, caller }));
    if (answer.body.state !== 'running') return answer;
    world.ahead += 1000 * answer.body.retryAfterSeconds;
  }
}

const REGION_DIGITS = '0102';

/**
 * Returns an ID in SES's format.
 *
 * @param sentAt the time at which the message was sent, epoch milliseconds
 * @param region the first four digits of the Region's IDs
 */
export function idOf(sentAt: number, serial = 0, region = REGION_DIGITS): string {
  const time = sentAt.toString(16).padStart(12, '0');
  return `${region}${time}-${serial.toString(16).padStart(8, '0')}-1111-2222-3333-444455556666-000000`;
}
