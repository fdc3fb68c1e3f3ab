import { GetTopicAttributesCommand, NotFoundException, type SNSClient } from '@aws-sdk/client-sns';
import type { TopicAttributes } from './facts';
import type { Reading } from './reading';
import { READS, read } from './reads';

export function readAttributes(client: SNSClient, topicArn: string): Promise<Reading<TopicAttributes | 'missing'>> {
  return read(READS.topicAttributes, async (options) => {
    try {
      const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }), options);
      return { keyId: Attributes.KmsMasterKeyId || undefined, policy: Attributes.Policy };
    } catch (error) {
      if (error instanceof NotFoundException) return 'missing';
      throw error;
    }
  });
}
