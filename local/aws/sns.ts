/** SNS. It keeps every published message. */
import { randomUUID } from 'node:crypto';
import { InvalidParameterException, type PublishInput, type PublishResponse } from '@aws-sdk/client-sns';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT_LENGTH = 99;

export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject?: string;
  /** As published: with the structure `json`, it has a message for each protocol. */
  readonly message: string;
  readonly structure?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
}

export interface LocalTopics {
  /** All messages, in the order of publishing. */
  readonly published: readonly PublishedMessage[];
  /**
   * @param at when the message is published, epoch milliseconds. Default: now
   * @throws InvalidParameterException for a message that SNS refuses
   */
  publish(input: PublishInput, at?: number): PublishResponse;
}

/**
 * @param now epoch milliseconds
 * @param deliver gets each published message
 */
export function createTopics(now: () => number, deliver?: (message: PublishedMessage) => void): LocalTopics {
  const published: PublishedMessage[] = [];
  return {
    published,
    publish({ TopicArn = '', Message = '', Subject, MessageStructure, MessageAttributes = {} }, at = now()) {
      const problem =
        (/^arn:[^:]+:sns:[^:]*:\d{12}:[\w.-]+$/.test(TopicArn) ? undefined : 'TopicArn') ??
        messageProblem(Message, MessageStructure) ??
        (Subject === undefined ? undefined : subjectProblem(Subject));
      if (problem) throw invalidParameter(problem);
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      const message: PublishedMessage = {
        topicArn: TopicArn,
        subject: Subject,
        message: Message,
        structure: MessageStructure,
        attributes: Object.fromEntries(attributes),
        publishedAt: at,
      };
      published.push(message);
      deliver?.(message);
      return { MessageId: randomUUID() };
    },
  };
}

/** Returns what a subscriber with this protocol gets, such as `email` or `https`. */
export function messageFor(protocol: string, { message, structure }: PublishedMessage): string {
  if (structure !== 'json') return message;
  const messages = new Map<string, string>(Object.entries(JSON.parse(message)));
  return messages.get(protocol) ?? messages.get('default') ?? '';
}

function messageProblem(message: string, structure: string | undefined): string | undefined {
  if (message === '') return 'Empty message';
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES) return 'Message too long';
  if (structure === undefined) return undefined;
  if (structure !== 'json') return 'MessageStructure';
  try {
    const messages = JSON.parse(message);
    return typeof messages.default === 'string'
      ? undefined
      : 'Message Structure - No default entry in JSON message body';
  } catch {
    return 'Message Structure - JSON message body failed to parse';
  }
}

/** SNS allows ASCII without line breaks and control characters. The first character must not be a space. */
function subjectProblem(subject: string): string | undefined {
  return subject.length <= MAX_SUBJECT_LENGTH && /^[!-~][ -~]*$/.test(subject) ? undefined : 'Subject';
}

function invalidParameter(problem: string): Error {
  return new InvalidParameterException({
    message: `Invalid parameter: ${problem}`,
    $metadata: { httpStatusCode: 400 },
  });
}
