/** Reads a cached message with one signed request, and returns it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { send } from './signed-request';

const url = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB as string);
const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' };

export async function handler({ pathParameters, requestContext }: APIGatewayProxyEventV2) {
  const body = JSON.stringify({
    TableName: process.env.TABLE_NAME,
    Key: { key: { S: `message/${pathParameters?.messageId}` } },
    ConsistentRead: true,
  });
  const { Item } = JSON.parse(await send({ service: 'dynamodb', url, headers, body }));
  console.info({ requestId: requestContext.requestId });
  return { statusCode: 200, body: Item.content.S };
}
