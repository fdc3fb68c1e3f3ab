import { beforeAll, expect, test } from '@jest/globals';
import type { BriefSettings, RateAlarm } from '../../../lambda/alarm-brief/contract';
import { record } from '../support/observations';
import { waitFor } from '../support/wait-for';
import { AWS_CLI, briefsOf, type Deployment, EAST } from './deployment';
import { filterOfPagers, type Notification, readMessage, type SubscribedQueue, subscribeQueue } from './queues';

interface FailedBrief {
  readonly requestPayload: unknown;
  readonly responsePayload: { readonly errorMessage: string };
}

/** A brief makes two export jobs, and looks every ten seconds whether one has ended. */
const BRIEF = { seconds: 150 };

/** Runs after the exporter's tests, which publish the metrics that a brief compares with. */
export function testBriefs(current: () => Deployment): void {
  let name: string;
  let alarms: BriefSettings['alarms'];
  let chat: SubscribedQueue;
  let pager: SubscribedQueue;

  beforeAll(async () => {
    const { ses, east } = current();
    name = await briefsOf(east);
    await east.addVariables(name, ses.variables);
    const query = ['--function-name', name, '--query', 'Environment.Variables.ALARMS'];
    alarms = JSON.parse(await east.aws<string>('lambda', 'get-function-configuration', ...query));
    chat = await subscribeQueue(east, 'chat');
    pager = await subscribeQueue(east, 'filtered', await filterOfPagers(east));
  });

  /** Invokes the function as CloudWatch does, which does not wait for the result. */
  async function invoke(event: object): Promise<void> {
    const payload = ['--invocation-type', 'Event', '--payload', JSON.stringify(event), '/dev/null'];
    await current().east.aws('lambda', 'invoke', '--function-name', name, ...payload);
  }

  /** Returns the next message of a queue that is a brief, or that is none. Skips the others. */
  async function next(queue: SubscribedQueue, isWanted: (kind: string | undefined) => boolean): Promise<Notification> {
    const read = async () => {
      const notification = await queue.read();
      return notification && isWanted(notification.MessageAttributes?.kind?.Value) ? notification : undefined;
    };
    return waitFor('a message', read, BRIEF);
  }

  const nextBrief = (queue: SubscribedQueue) => next(queue, (kind) => kind === 'brief');

  test('follows a page, names the mail, and reaches every subscriber except for pagers', async () => {
    const { east } = current();
    const [cause] = Object.entries(alarms).find(([, { kind, window }]: [string, RateAlarm]) => {
      return kind === 'bounce' && window === '1h';
    }) ?? [''];
    await invoke(pageOf(`${east.name}-rates-page`, cause));
    const { Subject, Message, MessageAttributes } = await nextBrief(chat);
    record({ action: 'The event of a composite alarm; the brief in an SQS queue', client: AWS_CLI, result: Subject });
    expect(MessageAttributes).toEqual({ kind: { Type: 'String', Value: 'brief' } });
    expect(Subject).toMatch(/^Brief: \d+ of \d+ bounces .*\(us-east-1\)$/);
    const [finding = ''] = Message.split('\n');
    expect(finding).toContain('Spring sale');
    expect(Message).toMatch(/^Page: .*[\d,]+ bounces of [\d,]+ sends/m); // The exporter's metrics in CloudWatch.
    expect(Message.match(/\S+@(?!shop\.example\.com)\S+/g)).toBeNull(); // No recipient.

    // The brief is older than this page, so the filter has dropped it.
    const set = ['cloudwatch', 'set-alarm-state', '--alarm-name', `${east.name}-quota-critical`];
    await east.aws(...set, '--state-value', 'ALARM', '--state-reason', 'Test page');
    const seen: Notification[] = [];
    await waitFor(
      'the page',
      async () => {
        const notification = await pager.read();
        if (notification) seen.push(notification);
        return notification?.Message.includes('quota-critical') || undefined;
      },
      { seconds: 60 },
    );
    record({
      action: 'The same topic, with the filter of pagers',
      client: AWS_CLI,
      result: `${seen.length} pages: ${seen.map((page) => page.Subject).join(', ')}`,
    });
    expect(seen.map((page) => page.MessageAttributes?.kind)).toEqual(seen.map(() => undefined));
  });

  test('says what it does not know while Virtual Deliverability Manager is off', async () => {
    const { ses } = current();
    ses.switchVdmOff();
    await invoke({ drill: 'complaint' });
    const { Subject, Message } = await nextBrief(chat);
    record({ action: 'A drill without Virtual Deliverability Manager', client: AWS_CLI, result: Subject });
    expect(Subject).toBe(`DRILL: No mail is named for the complaints, because VDM is off (${EAST})`);
    expect(Message).toContain('Virtual Deliverability Manager is off');
    await Promise.all([chat.remove(), pager.remove()]);
  });

  test('goes to the queue if it fails three times, such as with a topic that its role must not use', async () => {
    const { east } = current();
    const warnings = await east.idOf('AWS::SNS::Topic', 'TopicsWarning');
    await east.addVariables(name, { TOPIC_ARN: warnings });
    await invoke({ drill: 'bounce' });
    const queue = await east.idOf('AWS::SQS::Queue');
    const { requestPayload, responsePayload } = await waitFor(
      'the event',
      () => readMessage<FailedBrief>(east, queue),
      { seconds: 120 },
    );
    record({
      action: 'A brief fails three times; its event in the queue',
      client: AWS_CLI,
      result: `${JSON.stringify(requestPayload)}: ${responsePayload.errorMessage}`,
    });
    expect(requestPayload).toEqual({ drill: 'bounce' });
    expect(responsePayload.errorMessage).toMatch(/AuthorizationError/);
  });
}

/**
 * Returns the event with which a composite alarm invokes a function.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
function pageOf(alarmName: string, cause: string): object {
  const timestamp = new Date().toISOString().replace('Z', '+0000');
  const arnOf = (alarm: string) => `arn:aws:cloudwatch:${EAST}:000000000000:alarm:${alarm}`;
  const triggeringAlarms = [{ arn: arnOf(cause), state: { value: 'ALARM', timestamp } }];
  return {
    source: 'aws.cloudwatch',
    alarmArn: arnOf(alarmName),
    accountId: '000000000000',
    time: timestamp,
    region: EAST,
    alarmData: {
      alarmName,
      state: {
        value: 'ALARM',
        reason: `${arnOf(cause)} transitioned to ALARM at ${timestamp}`,
        reasonData: JSON.stringify({ triggeringAlarms }),
        timestamp,
      },
      previousState: { value: 'OK', reason: 'Nothing was in ALARM', timestamp },
      configuration: { alarmRule: `ALARM("${cause}")` },
    },
  };
}
