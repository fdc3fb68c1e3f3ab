/** A message of the local stack, as the terminal of `npm start` shows it. */
import { messageFor, type PublishedMessage } from '../../local/aws/sns';
import { wrapLines } from '../terminal/wrap-lines';

/** Returns the subject of a message and how it begins: an alarm with its description, a brief with its first paragraph. */
export function toDeliveryText(message: PublishedMessage, width: number): string {
  const { topicArn, subject = 'no subject', publishedAt } = message;
  const time = new Date(publishedAt).toISOString().slice(11, 16);
  const topic = topicArn.split(':').at(-1);
  const opening = openingOf(messageFor('email', message)).split('\n').filter(Boolean);
  return wrapLines([`Message at ${time} UTC to the receivers of ${topic}:`, subject, ...opening].join('\n  '), width);
}

/** The description of an alarm says why it fires, so it would confuse in a message about the end. */
function openingOf(text: string): string {
  const alarm = readAlarm(text);
  if (alarm) return alarm.NewStateValue === 'ALARM' ? (alarm.AlarmDescription ?? '') : '';
  return text.split('\n\n')[0] ?? '';
}

interface AlarmMessage {
  readonly NewStateValue?: string;
  readonly AlarmDescription?: string | null;
}

/** Returns CloudWatch's message about an alarm; undefined for another message, which is no JSON. */
function readAlarm(text: string): AlarmMessage | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
