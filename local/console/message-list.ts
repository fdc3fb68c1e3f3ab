/** The messages of the stack's topics, as people on call read them. */
import { KIND_ATTRIBUTE } from '../../lambda/shared/topic/topic-message';
import { passesFilter } from '../aws/filter-policy';
import { messageFor, type PublishedMessage } from '../aws/sns';
import type { LocalSubscription } from '../deployment/topics';
import { levelOf, runbookIn } from './alarm-list';
import type { MessageView } from './contract';

/** The members of an alarm's message. */
interface AlarmNotification {
  readonly AlarmName: string;
  readonly AlarmDescription: string | null;
  readonly NewStateValue: string;
  readonly OldStateValue: string;
  readonly NewStateReason: string;
}

/**
 * Returns the messages that are published by now, oldest first. Leaves out the first message of an alarm if it says OK, because
 * the stack is not new.
 *
 * @param now epoch milliseconds. The text of a brief exists before the time at which the brief is published
 */
export function toMessageList(
  published: readonly PublishedMessage[],
  subscriptions: readonly LocalSubscription[],
  now: number,
): MessageView[] {
  const alarms = new Set<string>();
  return published
    .map((message, id) => ({ message, id }))
    .filter(({ message }) => message.publishedAt <= now)
    .sort((a, b) => a.message.publishedAt - b.message.publishedAt)
    .flatMap(({ message, id }): MessageView[] => {
      const { subject = 'no subject', attributes, publishedAt: time } = message;
      const text = messageFor('email', message);
      const kind = attributes[KIND_ATTRIBUTE];
      const common = { id, time, subject, receivers: receiversOf(message, subscriptions) };
      const alarm = kind === undefined ? readNotification(text) : undefined;
      if (!alarm) return [{ ...common, kind: kind === 'brief' ? 'brief' : 'other', level: 'none', text }];
      const { AlarmName, OldStateValue, NewStateValue } = alarm;
      const isFirst = !alarms.has(AlarmName);
      alarms.add(AlarmName);
      if (isFirst && OldStateValue === 'INSUFFICIENT_DATA' && NewStateValue === 'OK') return [];
      return [
        {
          ...common,
          kind: NewStateValue === 'ALARM' ? 'alarm' : 'ok',
          level: levelOf(AlarmName),
          text: toText(alarm),
          runbook: runbookIn(alarm.AlarmDescription ?? ''),
        },
      ];
    });
}

/** Returns the subscribers that get the message: some filter, such as a pager. */
function receiversOf(message: PublishedMessage, subscriptions: readonly LocalSubscription[]): string[] {
  return subscriptions
    .filter(({ topicArn, attributes = {} }) => {
      const { FilterPolicy, FilterPolicyScope } = attributes;
      if (topicArn !== message.topicArn) return false;
      if (FilterPolicy === undefined) return true;
      return passesFilter(FilterPolicy, FilterPolicyScope === 'MessageBody' ? bodyOf(message) : message.attributes);
    })
    .map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
}

/** A message that is not a JSON object passes no filter of its body. */
function bodyOf(message: PublishedMessage): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(messageFor('https', message)));
  } catch {
    return {};
  }
}

/** Returns undefined for a message that no alarm sent. */
function readNotification(text: string): AlarmNotification | undefined {
  try {
    const message = JSON.parse(text);
    return typeof message.AlarmName === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** CloudWatch writes sentences to e-mail subscribers, with these facts. */
function toText({ AlarmDescription, OldStateValue, NewStateValue, NewStateReason }: AlarmNotification): string {
  return [
    ...(AlarmDescription ? [AlarmDescription] : []),
    `${OldStateValue} -> ${NewStateValue}: ${NewStateReason}`,
  ].join('\n\n');
}
