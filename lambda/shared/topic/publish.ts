import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { KIND_ATTRIBUTE, type MessageKind, type TopicMessage } from './topic-message';

/** Time limit of a call, including retries. */
const CALL_MS = 20_000;

export interface Publisher {
  readonly sns: SNSClient;
  readonly topicArn: string;
  readonly kind: MessageKind;
}

/**
 * Publishes a message. Each protocol of the topic gets its own form. The attribute lets subscribers exclude a kind of
 * message.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @throws Error of the SDK
 */
export async function publish({ sns, topicArn, kind }: Publisher, { subject, forms }: TopicMessage): Promise<void> {
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify(forms),
    MessageAttributes: { [KIND_ATTRIBUTE]: { DataType: 'String', StringValue: kind } },
  });
  await sns.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
}
