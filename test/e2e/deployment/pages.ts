import { expect, test } from '@jest/globals';
import { record } from '../support/observations';
import { waitFor } from '../support/wait-for';
import { AWS_CLI, type Deployment, EAST, EVERY_OPTION, exporterOf, WEST } from './deployment';
import { readMessage } from './queues';

interface Notification {
  readonly Subject: string;
  readonly Message: string;
}

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: string;
}

export function testPages(current: () => Deployment): void {
  test('arrives when AWS pauses sending, with the link to the runbook', async () => {
    const { ses, east } = current();
    const queue = await subscribeQueue('pager');
    ses.pauseSending();
    await east.invoke(await exporterOf(east), {});
    const isShutdown = (message: string) =>
      (JSON.parse(message) as Alarm).AlarmName === `${east.name}-account-shut-down`;
    const readPage = async () => {
      const notification = await readMessage<Notification>(east, queue);
      return notification && isShutdown(notification.Message) ? notification : undefined; // Other alarms may report OK.
    };
    const { Message, Subject } = await waitFor('the page', readPage, { seconds: 90 });
    const { AlarmDescription, NewStateValue } = JSON.parse(Message) as Alarm;
    record({
      action: 'SES pauses sending; the alarm notifies an SQS queue',
      client: AWS_CLI,
      result: `${Subject}: ${AlarmDescription}`,
    });
    expect(NewStateValue).toBe('ALARM');
    expect(AlarmDescription).toContain(`${EVERY_OPTION['exporter:runbookUrl']}#alarm-account-shut-down`);
    await east.aws('sqs', 'delete-queue', '--queue-url', queue);
  });

  test('arrives when AWS Health reports a pause in the Region of the stack, but not in another', async () => {
    const { east } = current();
    const queue = await subscribeQueue('health');
    const rule = await east.idOf('AWS::Events::Rule');
    const { EventPattern } = await east.aws<{ EventPattern: string }>('events', 'describe-rule', '--name', rule);
    const putRule = (pattern: string) => east.aws('events', 'put-rule', '--name', rule, '--event-pattern', pattern);
    // Only AWS can send events with the source of AWS Health, so the rule accepts another source for this test.
    const Source = 'test.health';
    await putRule(JSON.stringify({ ...JSON.parse(EventPattern), source: [Source] }));
    const entries = [WEST, EAST].map((eventRegion) => ({
      Source,
      DetailType: 'AWS Health Event',
      Detail: JSON.stringify({ service: 'SES', eventTypeCode: 'AWS_SES_SENDING_PAUSED', eventRegion }),
    }));
    await east.aws('events', 'put-events', '--entries', JSON.stringify(entries));
    await putRule(EventPattern);
    const pages: string[] = [];
    const readPage = async () => {
      const notification = await readMessage<Notification>(east, queue);
      if (notification?.Message.includes('AWS Health')) pages.push(notification.Message);
      return pages.find((page) => page.includes(EAST));
    };
    const page = await waitFor('the page', readPage, { seconds: 60 });
    record({ action: 'AWS Health reports a pause; the rule notifies an SQS queue', client: AWS_CLI, result: page });
    expect(pages).toEqual([
      expect.stringContaining(`AWS Health: AWS_SES_SENDING_PAUSED in ${EAST}. SES has paused sending`),
    ]);
    await east.aws('sqs', 'delete-queue', '--queue-url', queue);
  });

  /** Creates a queue in EAST, subscribes it to the critical topic, and returns its URL. */
  async function subscribeQueue(name: string): Promise<string> {
    const { east } = current();
    const arn = `arn:aws:sqs:${EAST}:000000000000:${name}`;
    const queue = await east.aws<string>('sqs', 'create-queue', '--queue-name', name, '--query', 'QueueUrl');
    const topic = await east.idOf('AWS::SNS::Topic', 'TopicsCritical');
    const attributes = JSON.stringify({ Policy: JSON.stringify(allowSend(topic, arn)) });
    await east.aws('sqs', 'set-queue-attributes', '--queue-url', queue, '--attributes', attributes);
    await east.aws('sns', 'subscribe', '--topic-arn', topic, '--protocol', 'sqs', '--notification-endpoint', arn);
    return queue;
  }
}

function allowSend(topicArn: string, queueArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  };
}
