import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { BRIEF_KIND, KIND_ATTRIBUTE } from './contract';
import type { TopicMessage } from './topic-message';

/** Time limit of a call, including retries. */
const CALL_MS = 20_000;

/**
 * Publishes a message. Each protocol of the topic gets its own form. The attribute lets subscribers exclude briefs.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @throws Error of the SDK
 */
export async function publish(sns: SNSClient, topicArn: string, { subject, forms }: TopicMessage): Promise<void> {
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify(forms),
    MessageAttributes: { [KIND_ATTRIBUTE]: { DataType: 'String', StringValue: BRIEF_KIND } },
  });
  await sns.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
}
