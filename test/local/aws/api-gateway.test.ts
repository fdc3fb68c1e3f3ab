/** The conversion of a request to an event, and the errors that the gateway itself answers. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { STAGE_THROTTLE } from '../../../lambda/message-insights/contract';
import { type LocalApi, startLocalApi } from '../../../local/aws/api-gateway';
import { rawRequest } from '../../support/raw-request';

let gateway: LocalApi | undefined;
afterEach(() => gateway?.close());

async function eventOf(path: string, options: Parameters<typeof rawRequest>[2] = {}): Promise<APIGatewayProxyEventV2> {
  let event: APIGatewayProxyEventV2 | undefined;
  gateway = await startLocalApi(async (received) => {
    event = received;
    return { statusCode: 204 };
  });
  await rawRequest(gateway.url, path, options);
  return event as APIGatewayProxyEventV2;
}

describe('a request becomes an event with its route', () => {
  it.each([
    ['/v1/messages/x/insights', 'GET /v1/messages/{messageId}/insights', 'x'],
    ['/v1/messages/%3Cx%40y%3E/insights', 'GET /v1/messages/{messageId}/insights', '<x@y>'],
    ['/v1/messages/a%2Fb/insights', 'GET /v1/messages/{messageId}/insights', 'a/b'],
    ['/v1/messages/unmasked/insights?a=1', 'GET /v1/messages/{messageId}/insights', 'unmasked'],
    ['/v1/unmasked/messages/x/insights', 'GET /v1/unmasked/messages/{messageId}/insights', 'x'],
    ['/v1/messages//insights', '$default', undefined],
    ['/v1/messages/x/insights/', '$default', undefined],
    ['/v1/messages/a/b/insights', '$default', undefined],
    ['/openapi.json', 'GET /openapi.json', undefined],
    ['/', '$default', undefined],
  ])('%s has the route %s', async (path, routeKey, messageId) => {
    const event = await eventOf(path);
    expect(event).toMatchObject({ version: '2.0', routeKey, requestContext: { routeKey, stage: '$default' } });
    expect(event.pathParameters?.messageId).toBe(messageId);
  });

  it('another method has the default route', async () => {
    const { routeKey, requestContext } = await eventOf('/v1/messages/x/insights', { method: 'POST' });
    expect([routeKey, requestContext.http.method]).toEqual(['$default', 'POST']);
  });

  it('the event has the query, the headers in lower case and the caller', async () => {
    const event = await eventOf('/openapi.json?a=b%20c', { headers: { 'Cache-Control': 'no-cache' } });
    expect(event).toMatchObject({ rawQueryString: 'a=b%20c', headers: { 'cache-control': 'no-cache' } });
    expect(event.requestContext).toMatchObject({
      authorizer: { iam: { userArn: expect.stringMatching(/^arn:aws:iam:/) } },
    });
  });
});

describe('a request with a body', () => {
  it.each([
    ['application/json', '{"to":"ä"}', { body: '{"to":"ä"}', isBase64Encoded: false }],
    ['application/json; charset=utf-8', '{}', { body: '{}', isBase64Encoded: false }],
    ['application/x-www-form-urlencoded', 'to=a', { body: 'dG89YQ==', isBase64Encoded: true }],
  ])('of the type %s has it in its event', async (type, sent, expected) => {
    const event = await eventOf('/v1/searches', { method: 'POST', headers: { 'content-type': type }, body: sent });
    expect(event).toMatchObject({ routeKey: 'POST /v1/searches', ...expected });
  });

  it('is the only one whose event has a body', async () => {
    const event = await eventOf('/v1/unmasked/searches/abc?page=7');
    expect(event).toMatchObject({
      routeKey: 'GET /v1/unmasked/searches/{searchId}',
      pathParameters: { searchId: 'abc' },
      rawQueryString: 'page=7',
    });
    expect(event.body).toBeUndefined();
  });
});

describe('the gateway answers', () => {
  it('413 for a body above its limit', async () => {
    gateway = await startLocalApi(async () => ({ statusCode: 200 }));
    const response = await fetch(`${gateway.url}/v1/searches`, { method: 'POST', body: 'x'.repeat(10_000_001) });
    expect([response.status, await response.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  it('400 for a path that cannot be decoded', async () => {
    gateway = await startLocalApi(async () => ({ statusCode: 200 }));
    const { status, body } = await rawRequest(gateway.url, '/v1/messages/%zz/insights');
    expect([status, body]).toEqual([400, '{"message":"Bad Request"}']);
  });

  it('500 when the function fails', async () => {
    gateway = await startLocalApi(async () => {
      throw new Error('failed');
    });
    const { status, body } = await rawRequest(gateway.url, '/');
    expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it('429 above the burst limit of the stage', async () => {
    gateway = await startLocalApi(async () => ({ statusCode: 204 }));
    const { url } = gateway;
    const answers = await Promise.all(Array.from({ length: 40 }, () => rawRequest(url, '/')));
    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled.length).toBeGreaterThan(0);
    expect(answers.length - throttled.length).toBeGreaterThanOrEqual(STAGE_THROTTLE.burstLimit);
    expect(throttled[0]?.body).toBe('{"message":"Too Many Requests"}');
  });
});
