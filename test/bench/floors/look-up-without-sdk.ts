/** Makes as many requests as a look-up that asks SES, signed without the SDK, and returns what SES says. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { send } from './signed-request';

const aws = new URL(process.env.AWS_ENDPOINT_URL as string);
const table = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB as string);

export async function handler({ pathParameters }: APIGatewayProxyEventV2) {
  const messageId = pathParameters?.messageId ?? '';
  await sendToTable('GetItem', { Key: { key: { S: messageId } } });
  await sendToTable('PutItem', { Item: { key: { S: 'lease' } } });
  await sendToTable('PutItem', { Item: { key: { S: 'turn' } } });
  const url = new URL(`/v2/email/insights/${messageId}/`, aws);
  const body = await send({ service: 'ses', url, method: 'GET' });
  await sendToTable('PutItem', { Item: { key: { S: messageId }, content: { S: body } } });
  console.info({ source: 'ses', status: JSON.parse(body).MessageId === messageId ? 200 : 404 });
  return { statusCode: 200, body };
}

async function sendToTable(operation: string, input: object): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const body = JSON.stringify({ TableName: process.env.TABLE_NAME, ...input });
  return JSON.parse(await send({ service: 'dynamodb', url: table, headers, body }));
}
