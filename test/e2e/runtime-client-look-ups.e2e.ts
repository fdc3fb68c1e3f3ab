/** Runs the bundle of the look-ups under Lambda's runtime client, against the local AWS servers and a local table. */
import { rmSync } from 'node:fs';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ProblemKind, problemType } from '../../lambda/message-insights/problem';
import { MessageInsightsApi } from '../../lib/insights/message-insights-api';
import { toEvent } from '../../local/aws/api-gateway';
import { locationOf } from '../../local/aws/aws';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../local/aws/wire';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { type Bundle, bundle } from '../support/bundle';
import {
  type InsightsWorld,
  type InsightsWorldOptions,
  idOf,
  startInsightsWorld,
  TABLE,
} from '../support/insights-world';
import { messageOf } from '../support/messages';
import { HOUR, SECOND } from '../support/world';
import { describeWithRuntimeClient, type FunctionInstance, startInstance } from './support/function-instance';
import { runtimeClient } from './support/npm-tools';
import { record } from './support/observations';

const SENT_AT = Date.now() - HOUR;
const IDS = [1, 2, 3, 4].map((serial) => idOf(SENT_AT, serial));
const [ID = ''] = IDS;
const MESSAGES = Object.fromEntries(IDS.map((id) => [id, messageOf(id, SENT_AT, [{ type: 'SEND' }])]));

function sesError(status: number, errorName: string): WireAnswer {
  const headers = { 'x-amzn-errortype': errorName };
  return { status, contentType: 'application/json', body: '{"message":"alice@example.com"}', headers };
}

/** Returns the time of the next free turn in the shared line of turns, in epoch milliseconds. */
async function endOfLine({ dynamodbUrl }: InsightsWorld): Promise<number> {
  const dynamodb = new DynamoDBClient(locationOf(dynamodbUrl));
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TABLE }));
  return Math.max(...Items.flatMap(({ freeAt }) => (freeAt ? [Number(freeAt.N)] : [])));
}

const NEVER = new Promise<WireAnswer>(() => undefined);

describeWithRuntimeClient("the look-ups under Lambda's runtime client", () => {
  let lookUps: Bundle;
  let client: string;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    lookUps = bundle((stack) => new MessageInsightsApi(stack, 'Insights'));
    ({ version: client } = await runtimeClient());
  });
  afterAll(() => rmSync(lookUps.folder, { recursive: true }));
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

  async function startAws(options?: InsightsWorldOptions): Promise<InsightsWorld> {
    const world = await startInsightsWorld({ messages: MESSAGES, isRealTime: true, ...options });
    closing.push(() => world.close());
    return world;
  }

  async function start(
    world: InsightsWorld,
    overrides: Record<string, string | undefined> = {},
  ): Promise<FunctionInstance> {
    const endpoints = { AWS_ENDPOINT_URL: world.awsUrl, AWS_ENDPOINT_URL_DYNAMODB: world.dynamodbUrl };
    const instance = await startInstance(lookUps, { ...endpoints, ...overrides });
    closing.push(() => instance.stop());
    return instance;
  }

  /** Passes a request to the function like API Gateway, and returns the response. */
  async function get(instance: FunctionInstance, url: string) {
    const event = toEvent({ method: 'GET', url, headers: { accept: 'application/json' } });
    const { response, error } = await instance.invoke(event);
    expect(error).toBeUndefined();
    const { statusCode, headers, body = '' } = response as Exclude<APIGatewayProxyStructuredResultV2, string>;
    return { status: statusCode, headers, body: JSON.parse(body) };
  }

  const lookUp = (instance: FunctionInstance, id: string) => get(instance, `/v1/messages/${id}/insights`);

  it('returns the outcome of a message, and logs one line without personal data', async () => {
    const account = simulateAccount({ scenario: 'bounce-spike', seed: 1, startedAt: Date.now() });
    const id = account.newestMessage('BOUNCE', Date.now()) as string;
    const message = account.message?.(id, Date.now()) as SesMessage;
    const world = await startAws({ messages: { [id]: message } });
    const instance = await start(world);
    const { status, headers, body } = await lookUp(instance, id);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
    expect(body).toMatchObject({ messageId: id, insights: [{ status: 'BOUNCED_PERMANENTLY' }] });

    const { log, stderr } = await instance.stop();
    expect(log).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: expect.objectContaining({ event: 'look-up', status: 200, source: 'ses', messageId: id }),
      }),
    ]);
    expect(log[0]?.message).not.toHaveProperty('tableFailure');
    const [recipient] = message.Insights ?? [];
    for (const text of [recipient?.Destination, message.Subject, message.FromEmailAddress]) {
      expect(JSON.stringify(log)).not.toContain(text);
    }
    expect(stderr).toBe('');
    const [insight] = body.insights;
    record({
      action: 'Look-up of a simulated message',
      client,
      result: `${status} ${insight.destination} ${insight.status}`,
    });
  });

  it('logs the caller that read personal data, but not the data', async () => {
    const instance = await start(await startAws());
    const { status, body } = await get(instance, `/v1/unmasked/messages/${ID}/insights`);
    expect([status, body.insights[0].destination]).toEqual([200, 'alice@example.com']);
    const { log } = await instance.stop();
    expect(log).toMatchObject([
      { message: { event: 'unmasked-look-up', caller: expect.stringMatching(/^arn:/), messageId: ID } },
      { message: { event: 'look-up', route: 'unmasked', status: 200 } },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/alice|orders@shop|Your order/i);
    record({
      action: 'Unmasked look-up',
      client,
      result: `${status} ${body.insights[0].destination}; logged: ${log.map(({ message }) => message.event).join(', ')}`,
    });
  });

  it('answers many requests in one process, and shares the answers of SES with other processes through the table', async () => {
    const world = await startAws();
    const instance = await start(world);
    expect((await get(instance, '/openapi.json')).body.openapi).toMatch(/^3\.1\./);
    expect((await lookUp(instance, ID)).status).toBe(200);
    expect((await lookUp(instance, ID)).status).toBe(200);
    const other = await start(world);
    expect((await lookUp(other, IDS[1] as string)).status).toBe(200);
    expect((await lookUp(other, ID)).status).toBe(200);

    const logs = [...(await instance.stop()).log, ...(await other.stop()).log];
    const sources = logs.map(({ message }) => message.source ?? 'nothing');
    expect(sources).toEqual(['nothing', 'ses', 'table', 'ses', 'table']);
    expect(world.calls.map(({ id }) => id)).toEqual([ID, IDS[1]]);
    record({
      action: 'OpenAPI document, then two messages, by two processes',
      client,
      result: `Sources of the answers: ${sources.join(', ')}; ${world.calls.length} calls to SES`,
    });
  });

  it.each<[string, string, WireAnswer | Promise<WireAnswer> | undefined, number, ProblemKind]>([
    ['of an unknown message', idOf(SENT_AT, 99), undefined, 404, 'unknown-message'],
    ['that is malformed', 'alice%40example.com%20', undefined, 400, 'invalid-message-id'],
    ['when SES denies the call', ID, sesError(403, 'AccessDeniedException'), 502, 'ses-failed'],
    ['when SES throttles every call', ID, sesError(429, 'TooManyRequestsException'), 503, 'ses-throttled'],
    ['when SES never answers', ID, NEVER, 504, 'ses-timed-out'],
  ])('explains the problem with an id %s', async (title, id, answer, expected, kind) => {
    const world = await startAws({
      intercept: (operation) => (operation === 'GetMessageInsights' ? answer : undefined),
    });
    const instance = await start(world);
    const { status, body } = await lookUp(instance, id);
    expect({ status, type: body.type }).toEqual({ status: expected, type: problemType(kind) });
    const { log, stderr } = await instance.stop();
    expect(log).toEqual([expect.objectContaining({ level: expected >= 500 ? 'ERROR' : 'INFO' })]);
    expect(JSON.stringify([body, log])).not.toContain('alice');
    expect(stderr).toBe('');
    record({ action: `Look-up of an id ${title}`, client, result: `${status} ${body.title}` });
  });

  it('shares one call per second between instances', async () => {
    const world = await startAws();
    const startedAt = Date.now();
    const instances = [await start(world), await start(world)];
    await Promise.all(instances.map((instance) => get(instance, '/openapi.json')));
    const answers = await Promise.all(
      instances.map(async (instance, index) => {
        const first = await lookUp(instance, IDS[index] as string);
        return [first.status, (await lookUp(instance, IDS[index + 2] as string)).status];
      }),
    );
    expect(answers.flat()).toEqual([200, 200, 200, 200]);
    expect(new Set(world.calls.map(({ id }) => id))).toEqual(new Set(IDS));
    // Each turn moves the end of the line by at least a second. Two separate lines would end earlier.
    expect(await endOfLine(world)).toBeGreaterThanOrEqual(startedAt + IDS.length * SECOND);
    const intervals = world.calls.slice(1).map(({ at }, index) => at - (world.calls[index]?.at as number));
    record({
      action: 'Four ids, by two processes at the same time',
      client,
      result: `${answers.flat().join(', ')}; ${world.calls.length} calls to SES, ${intervals.join(', ')} ms apart`,
    });
  });

  it('names the missing environment variable in one sentence', async () => {
    const instance = await start(await startAws(), { TABLE_NAME: undefined });
    const { error } = await instance.invoke({});
    expect(error).toMatchObject({
      errorType: 'Error',
      errorMessage: 'The environment variable TABLE_NAME is not set: deploy the function with its stack',
    });
    record({
      action: 'Look-ups started without TABLE_NAME',
      client,
      result: `${error?.errorType}: ${error?.errorMessage}`,
    });
  });
});
