/** Reads a cached message with the SDK and returns it, without any check. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SDK_LOGGER } from '../../../lambda/shared/sdk-logger';

const dynamodb = new DynamoDBClient({ logger: SDK_LOGGER });

export async function handler({ pathParameters, requestContext }: APIGatewayProxyEventV2) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: process.env.TABLE_NAME,
      Key: { key: { S: `message/${pathParameters?.messageId}` } },
      ConsistentRead: true,
    }),
  );
  console.info({ requestId: requestContext.requestId });
  return { statusCode: 200, body: Item?.content?.S };
}
