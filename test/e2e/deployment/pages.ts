import { expect, test } from '@jest/globals';
import { record } from '../support/observations';
import { waitFor } from '../support/wait-for';
import { AWS_CLI, type Deployment, EAST, EVERY_OPTION, exporterOf, WEST } from './deployment';
import { filterOfPagers, subscribeQueue } from './queues';

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: string;
}

/** The queues have the filter of the pagers that the stack subscribes, which must let pages through. */
export function testPages(current: () => Deployment): void {
  test('arrives when AWS pauses sending, with the link to the runbook', async () => {
    const { ses, east } = current();
    const queue = await subscribeQueue(east, 'pager', await filterOfPagers(east));
    ses.pauseSending();
    await east.invoke(await exporterOf(east), {});
    const isShutdown = (message: string) =>
      (JSON.parse(message) as Alarm).AlarmName === `${east.name}-account-shut-down`;
    const readPage = async () => {
      const notification = await queue.read();
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
    await queue.remove();
  });

  test('arrives when AWS Health reports a pause in the Region of the stack, but not in another', async () => {
    const { east } = current();
    const queue = await subscribeQueue(east, 'health', await filterOfPagers(east));
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
      const notification = await queue.read();
      if (notification?.Message.includes('AWS Health')) pages.push(notification.Message);
      return pages.find((page) => page.includes(EAST));
    };
    const page = await waitFor('the page', readPage, { seconds: 60 });
    record({ action: 'AWS Health reports a pause; the rule notifies an SQS queue', client: AWS_CLI, result: page });
    expect(pages).toEqual([
      expect.stringContaining(`AWS Health: AWS_SES_SENDING_PAUSED in ${EAST}. SES has paused sending`),
    ]);
    await queue.remove();
  });
}
