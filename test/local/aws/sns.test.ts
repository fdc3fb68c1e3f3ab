/** SNS over HTTP and in this process, called by real SDK clients. */
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from '@jest/globals';
import { locationOf, startLocalAws } from '../../../local/aws/aws';
import { createInProcessSns } from '../../../local/aws/in-process-clients';
import { createMetricStore } from '../../../local/aws/metric-store';
import { createTopics, type LocalTopics, messageFor } from '../../../local/aws/sns';
import { at, HEALTHY_ACCOUNT } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');
const now = () => NOON;

const MESSAGE: PublishCommandInput = {
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:critical',
  Subject: 'Bounces: one subject',
  Message: JSON.stringify({ default: 'für alle', https: '{"version":"1.0"}' }),
  MessageStructure: 'json',
  MessageAttributes: { kind: { DataType: 'String', StringValue: 'brief' } },
};

interface Sns {
  readonly client: SNSClient;
  readonly topics: LocalTopics;
  close(): Promise<void>;
}

async function startOverHttp(): Promise<Sns> {
  const topics = createTopics(now);
  const account = { sendDataPoints: () => [], account: () => HEALTHY_ACCOUNT };
  const { url, close } = await startLocalAws({ account, metrics: createMetricStore({ now }), now, topics });
  return { client: new SNSClient({ ...locationOf(url), maxAttempts: 1 }), topics, close };
}

async function startInProcess(): Promise<Sns> {
  const topics = createTopics(now);
  return { client: createInProcessSns(topics), topics, close: async () => undefined };
}

let sns: Sns;
afterEach(() => sns.close());

describe.each([
  ['over HTTP', startOverHttp],
  ['in this process', startInProcess],
])('SNS %s', (_, start) => {
  it('keeps a message with its attributes', async () => {
    sns = await start();
    await expect(sns.client.send(new PublishCommand(MESSAGE))).resolves.toMatchObject({
      MessageId: expect.stringMatching(/./),
    });
    expect(sns.topics.published).toEqual([
      {
        topicArn: MESSAGE.TopicArn,
        subject: MESSAGE.Subject,
        message: MESSAGE.Message,
        structure: 'json',
        attributes: { kind: 'brief' },
        publishedAt: NOON,
      },
    ]);
  });

  it('sends each protocol its own message', async () => {
    sns = await start();
    await sns.client.send(new PublishCommand(MESSAGE));
    const messages = sns.topics.published.map((message) => ['https', 'email'].map((name) => messageFor(name, message)));
    expect(messages).toEqual([['{"version":"1.0"}', 'für alle']]);
  });

  it.each<[string, Partial<PublishCommandInput>]>([
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['a subject with a line break', { Subject: 'one\ntwo' }],
    ['a subject with a character beyond ASCII', { Subject: 'Für alle' }],
    ['a message above 256 KB', { Message: 'x'.repeat(262_145), MessageStructure: undefined }],
    ['an empty message', { Message: '', MessageStructure: undefined }],
    ['a JSON message without a default', { Message: '{"email":"x"}' }],
    ['a JSON message that is not JSON', { Message: '{' }],
    ['an invalid ARN', { TopicArn: 'critical' }],
  ])('refuses %s', async (_title, change) => {
    sns = await start();
    await expect(sns.client.send(new PublishCommand({ ...MESSAGE, ...change }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(sns.topics.published).toEqual([]);
  });
});

it('a message without a structure is the same for every protocol', async () => {
  sns = await startInProcess();
  await sns.client.send(new PublishCommand({ ...MESSAGE, Message: 'plain', MessageStructure: undefined }));
  expect(sns.topics.published.map((message) => messageFor('https', message))).toEqual(['plain']);
});
