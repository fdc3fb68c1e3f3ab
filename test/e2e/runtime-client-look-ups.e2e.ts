/** The look-ups' bundle under the runtime client that Lambda runs it with, over AWS and a table on this machine. */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ProblemKind, problemType } from '../../lambda/message-insights/problem';
import { MessageInsightsApi } from '../../lib/insights/message-insights-api';
import { toEvent } from '../../local/aws/api-gateway';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../local/aws/wire';
import { simulateAccount } from '../../local/simulation/simulated-account';
import { type Bundle, bundle } from '../support/bundle';
import { type InsightsWorld, type InsightsWorldOptions, idOf, startInsightsWorld } from '../support/insights-world';
import { messageOf } from '../support/messages';
import { HOUR } from '../support/world';
import { describeInstances, type FunctionInstance, startInstance } from './support/function-instance';
import { runtimeClient } from './support/npm-tools';
import { seen } from './support/seen';

const SENT_AT = Date.now() - HOUR;
const IDS = [1, 2, 3, 4].map((serial) => idOf(SENT_AT, serial));
const [ID = ''] = IDS;
const MESSAGES = Object.fromEntries(IDS.map((id) => [id, messageOf(id, SENT_AT, [{ type: 'SEND' }])]));

function sesSays(status: number, errorName: string): WireAnswer {
  const headers = { 'x-amzn-errortype': errorName };
  return { status, contentType: 'application/json', body: '{"message":"alice@example.com"}', headers };
}

const NEVER = new Promise<WireAnswer>(() => undefined);

describeInstances("the look-ups under Lambda's runtime client", () => {
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
    const world = await startInsightsWorld({ messages: MESSAGES, ...options });
    closing.push(() => world.close());
    return world;
  }

  async function start(world: InsightsWorld, here: Record<string, string | undefined> = {}): Promise<FunctionInstance> {
    const endpoints = { AWS_ENDPOINT_URL: world.awsUrl, AWS_ENDPOINT_URL_DYNAMODB: world.dynamodbUrl };
    const instance = await startInstance(lookUps, { ...endpoints, ...here });
    closing.push(() => instance.stop());
    return instance;
  }

  /** What the gateway passes on for a path, and what the caller then gets. */
  async function get(instance: FunctionInstance, url: string) {
    const event = toEvent({ method: 'GET', url, headers: { accept: 'application/json' } });
    const { response, error } = await instance.invoke(event);
    expect(error).toBeUndefined();
    const { statusCode, headers, body = '' } = response as Exclude<APIGatewayProxyStructuredResultV2, string>;
    return { status: statusCode, headers, body: JSON.parse(body) };
  }

  const ask = (instance: FunctionInstance, id: string) => get(instance, `/v1/messages/${id}/insights`);

  it('tells what became of a message, and logs one line without anything personal', async () => {
    const account = simulateAccount('bounce-spike', 1, Date.now());
    const id = account.newestMessage('BOUNCE', Date.now()) as string;
    const message = account.message?.(id, Date.now()) as SesMessage;
    const world = await startAws({ messages: { [id]: message } });
    const instance = await start(world);
    const { status, headers, body } = await ask(instance, id);
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
    seen({
      what: 'Look-up of a simulated message',
      client,
      readBack: `${status} ${insight.destination} ${insight.status}`,
    });
  });

  it('names who saw personal data in the log, and none of the data', async () => {
    const instance = await start(await startAws());
    const { status, body } = await get(instance, `/v1/unmasked/messages/${ID}/insights`);
    expect([status, body.insights[0].destination]).toEqual([200, 'alice@example.com']);
    const { log } = await instance.stop();
    expect(log).toMatchObject([
      { message: { event: 'unmasked-look-up', caller: expect.stringMatching(/^arn:/), messageId: ID } },
      { message: { event: 'look-up', route: 'unmasked', status: 200 } },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/alice|orders@shop|Your order/i);
    seen({
      what: 'Unmasked look-up',
      client,
      readBack: `${status} ${body.insights[0].destination}; logged: ${log.map(({ message }) => message.event).join(', ')}`,
    });
  });

  it('answers many requests in one process: what SES has told is in the table, which the next process reads', async () => {
    const world = await startAws();
    const instance = await start(world);
    expect((await get(instance, '/openapi.json')).body.openapi).toMatch(/^3\.1\./);
    expect((await ask(instance, ID)).status).toBe(200);
    expect((await ask(instance, ID)).status).toBe(200);
    const other = await start(world);
    expect((await ask(other, ID)).status).toBe(200);

    const logs = [...(await instance.stop()).log, ...(await other.stop()).log];
    const sources = logs.map(({ message }) => message.source ?? 'nothing');
    expect(sources).toEqual(['nothing', 'ses', 'table', 'table']);
    expect(world.calls).toHaveLength(1);
    seen({
      what: 'Description of the API, then one message three times, by two processes',
      client,
      readBack: `Asked for the answers: ${sources.join(', ')}; ${world.calls.length} call to SES`,
    });
  });

  it.each<[string, string, WireAnswer | Promise<WireAnswer> | undefined, number, ProblemKind]>([
    ['of no message', idOf(SENT_AT, 99), undefined, 404, 'unknown-message'],
    ['that is none', 'alice%40example.com%20', undefined, 400, 'invalid-message-id'],
    ['when SES denies the call', ID, sesSays(403, 'AccessDeniedException'), 502, 'ses-failed'],
    ['when SES throttles for long', ID, sesSays(429, 'TooManyRequestsException'), 503, 'ses-throttled'],
    ['when SES never answers', ID, NEVER, 504, 'ses-timed-out'],
  ])('says what is wrong with an id %s', async (title, id, answer, expected, kind) => {
    const world = await startAws({
      intercept: (operation) => (operation === 'GetMessageInsights' ? answer : undefined),
    });
    const instance = await start(world);
    const { status, body } = await ask(instance, id);
    expect({ status, type: body.type }).toEqual({ status: expected, type: problemType(kind) });
    const { log, stderr } = await instance.stop();
    expect(log).toEqual([expect.objectContaining({ level: expected >= 500 ? 'ERROR' : 'INFO' })]);
    expect(JSON.stringify([body, log])).not.toContain('alice');
    expect(stderr).toBe('');
    seen({ what: `Look-up of an id ${title}`, client, readBack: `${status} ${body.title}` });
  });

  it('shares one call a second between instances', async () => {
    const world = await startAws();
    const instances = [await start(world), await start(world)];
    await Promise.all(instances.map((instance) => get(instance, '/openapi.json')));
    const answers = await Promise.all(
      instances.map(async (instance, index) => {
        const first = await ask(instance, IDS[index] as string);
        return [first.status, (await ask(instance, IDS[index + 2] as string)).status];
      }),
    );
    expect(answers.flat()).toEqual([200, 200, 200, 200]);
    expect(world.calls.map(({ id }) => id).sort()).toEqual([...IDS].sort()); // SES throttles, and is asked again, within a second
    const spaces = world.calls.slice(1).map(({ at }, index) => at - (world.calls[index]?.at as number));
    seen({
      what: 'Four ids, by two processes at once',
      client,
      readBack: `${answers.flat().join(', ')}; calls to SES for ${world.calls.length} ids, ${spaces.join(', ')} ms apart`,
    });
  });

  it('says in one sentence what of its environment is missing', async () => {
    const instance = await start(await startAws(), { TABLE_NAME: undefined });
    const { error } = await instance.invoke({});
    expect(error).toMatchObject({
      errorType: 'Error',
      errorMessage: 'The environment variable TABLE_NAME is not set: deploy the function with its stack',
    });
    seen({
      what: 'Look-ups started without TABLE_NAME',
      client,
      readBack: `${error?.errorType}: ${error?.errorMessage}`,
    });
  });
});
