/** The messages of the stack's topics, as people on call read them. */
import { KIND_ATTRIBUTE } from '../../lambda/shared/topic/topic-message';
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
  readonly StateChangeTime: string;
  readonly Region: string;
}

/** Leaves out the messages with which new alarms report that they are OK, because the stack is not new. */
export function toMessageList(
  published: readonly PublishedMessage[],
  subscriptions: readonly LocalSubscription[],
): MessageView[] {
  return published.flatMap((message, id): MessageView[] => {
    const receivers = subscriptions
      .filter(({ topicArn }) => topicArn === message.topicArn)
      .map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
    const { subject = '', attributes, publishedAt } = message;
    const text = messageFor('email', message);
    const kind = attributes[KIND_ATTRIBUTE];
    const common = { id, subject, receivers };
    if (kind !== undefined) {
      return [{ ...common, time: publishedAt, kind: kind === 'brief' ? 'brief' : 'other', level: 'none', text }];
    }
    const alarm = readNotification(text);
    if (!alarm) return [{ ...common, time: publishedAt, kind: 'other', level: 'none', text }];
    if (alarm.OldStateValue === 'INSUFFICIENT_DATA' && alarm.NewStateValue === 'OK') return [];
    return [
      {
        ...common,
        time: Date.parse(alarm.StateChangeTime),
        kind: alarm.NewStateValue === 'ALARM' ? 'alarm' : 'ok',
        level: levelOf(alarm.AlarmName),
        text: toText(alarm),
        runbook: runbookIn(alarm.AlarmDescription ?? ''),
      },
    ];
  });
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
