/** Reads a cached message with one signed request, and returns it. No program could do less, and none should: it never retries. */
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, TABLE_NAME } = process.env;
const url = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB as string);
const agent = new Agent({ keepAlive: true });
/** The keys of each day. They stay the same all day. */
const keys = new Map<string, Buffer>();

export async function handler({ pathParameters, requestContext }: APIGatewayProxyEventV2) {
  const body = JSON.stringify({
    TableName: TABLE_NAME,
    Key: { key: { S: `message/${pathParameters?.messageId}` } },
    ConsistentRead: true,
  });
  const { Item } = JSON.parse(await send(body));
  console.info({ requestId: requestContext.requestId });
  return { statusCode: 200, body: Item.content.S };
}

function send(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: sign(body) }, (response) => {
      let content = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk) => {
          content += chunk;
        })
        .on('end', () => resolve(content));
    });
    sent.on('error', reject).end(body);
  });
}

function sign(body: string): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': AWS_SESSION_TOKEN as string,
    'x-amz-target': 'DynamoDB_20120810.GetItem',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, hash(body)].join('\n');
  const scope = `${day}/${AWS_REGION}/dynamodb/aws4_request`;
  const signature = hmac(keyOf(day), ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')).toString('hex');
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope}`;
  return {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function keyOf(day: string): Buffer {
  const key =
    keys.get(day) ??
    [AWS_REGION as string, 'dynamodb', 'aws4_request'].reduce(hmac, hmac(`AWS4${AWS_SECRET_ACCESS_KEY}`, day));
  keys.set(day, key);
  return key;
}

function hmac(key: string | Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
