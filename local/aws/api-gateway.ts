/** API Gateway on this machine: an HTTP API in front of the look-up API. Only programs on this machine can use it. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Api } from '../../lambda/message-insights/api';
import { ROUTES, STAGE_THROTTLE } from '../../lambda/message-insights/contract';
import { type Listening, listenOnLoopback } from './loopback';

export interface LocalApiOptions {
  /** Default: a free port. */
  readonly port?: number;
  /** Whether the stage's throttle applies. Default: true. */
  readonly throttled?: boolean;
}

export type LocalApi = Listening;

/** The caller of every request, because requests to this machine are not signed. */
const CALLER = 'arn:aws:iam::000000000000:user/local';

export async function startLocalApi(api: Api, { port, throttled = true }: LocalApiOptions = {}): Promise<LocalApi> {
  const isAdmitted = throttled ? tokenBucket(STAGE_THROTTLE) : () => true;
  const server = createServer((request, response) => void answer(request, response, api, isAdmitted));
  return listenOnLoopback(server, port);
}

async function answer(request: IncomingMessage, response: ServerResponse, api: Api, isAdmitted: () => boolean) {
  if (!isAdmitted()) return sendGatewayError(response, 429, 'Too Many Requests');
  const event = toEvent(request);
  if (!event) return sendGatewayError(response, 400, 'Bad Request');
  try {
    const sent = await readBody(request);
    if (!sent) return sendGatewayError(response, 413, 'Request Entity Too Large');
    const { statusCode = 200, headers, body } = await api({ ...event, ...sent });
    response.writeHead(statusCode, headers as Record<string, string>).end(body);
  } catch {
    sendGatewayError(response, 500, 'Internal Server Error');
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10_000_000;

/** The gateway passes other types of content in base64. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml))/i;

/** Returns the body as the gateway passes it, or undefined for a body that is too large. */
async function readBody(
  request: IncomingMessage,
): Promise<Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (bytes === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT.test(request.headers['content-type'] ?? '');
  return { body: Buffer.concat(chunks).toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Sends an error of the gateway itself, without calling the API. */
function sendGatewayError(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

/**
 * Converts a request without a body to the event of payload format 2.0. Returns undefined for a path that cannot be decoded.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toEvent({
  method = 'GET',
  url = '/',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): APIGatewayProxyEventV2 | undefined {
  const [, path = '/', rawQueryString = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const segments = path.split('/').map(decode);
  if (segments.includes(undefined)) return undefined;
  const { routeKey, pathParameters } = toRoute(method, segments as string[]);
  const rawPath = segments.join('/');
  const requestContext = {
    accountId: '000000000000',
    apiId: 'local',
    authorizer: { iam: { userArn: CALLER } },
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: new Date().toISOString(),
    timeEpoch: Date.now(),
  };
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    pathParameters,
    requestContext,
    isBase64Encoded: false,
  };
}

interface Route {
  readonly routeKey: string;
  readonly pathParameters?: Record<string, string>;
}

/** Returns the route that has the method and the segments of the request. A `{name}` matches one segment. */
function toRoute(method: string, segments: readonly string[]): Route {
  for (const routeKey of Object.values(ROUTES)) {
    const [routeMethod, pattern = ''] = routeKey.split(' ');
    const expected = pattern.split('/');
    if (routeMethod !== method || expected.length !== segments.length) continue;
    if (!expected.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index])))
      continue;
    const parameters = expected.flatMap((part, index) =>
      isParameter(part) ? [[part.slice(1, -1), segments[index]]] : [],
    );
    return { routeKey, pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined };
  }
  return { routeKey: ROUTES.other };
}

function isParameter(part: string): boolean {
  return /^\{\w+\}$/.test(part);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** API Gateway's throttle: a bucket of `burstLimit` tokens, refilled with `rateLimit` tokens each second. */
function tokenBucket({ rateLimit, burstLimit }: typeof STAGE_THROTTLE): () => boolean {
  let tokens: number = burstLimit;
  let filledAt = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(burstLimit, tokens + ((now - filledAt) / 1000) * rateLimit);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
