/** Calls to an API that is busy, unreachable or not an API, over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';

/** Milliseconds of each wait. Waits end immediately. */
const waited: number[] = [];

jest.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void waited.push(ms) }));

let lookUp: typeof import('../../../cli/insights/insights-client').lookUp;
beforeAll(async () => {
  ({ lookUp } = await import('../../../cli/insights/insights-client')); // after the mock
});

let server: Listening | undefined;
beforeEach(() => {
  waited.length = 0;
});
afterEach(() => server?.close());

/** Starts an API that sends these responses in order and records the requests. */
async function responding(
  ...responses: ((response: ServerResponse) => void)[]
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  server = await listenOnLoopback(
    createServer((request, response) => {
      requests.push(request);
      responses[Math.min(requests.length, responses.length) - 1]?.(response);
    }),
  );
  return { url: server.url, requests };
}

const respond =
  (status: number, body: object | string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

const MESSAGE = { messageId: 'x', sentAt: null, sendingRegion: null, subject: null, emailTags: [], insights: [] };
const FOUND = respond(200, MESSAGE, { age: '7' });

describe('a response', () => {
  it('is returned with its age', async () => {
    const { url, requests } = await responding(FOUND);
    await expect(lookUp('x', { url })).resolves.toEqual({ message: MESSAGE, ageSeconds: 7 });
    expect(requests[0]?.url).toBe('/v1/messages/x/insights');
  });

  it('with personal data comes from the unmasked route, with authorization', async () => {
    const { url, requests } = await responding(FOUND);
    await lookUp('x', { url, unmasked: true, authorize: async () => ({ authorization: 'signed' }) });
    expect(requests[0]).toMatchObject({
      url: '/v1/unmasked/messages/x/insights',
      headers: { authorization: 'signed' },
    });
  });

  it.each([
    [
      'a problem',
      respond(404, { type: 't', title: 'Not there.', detail: 'Look.' }),
      { type: 't', title: 'Not there.', detail: 'Look.', status: 404 },
    ],
    ['an error of the gateway', respond(403, { message: 'Forbidden' }), { title: 'Forbidden', status: 403 }],
  ])('that is %s is returned as a problem', async (_, response, problem) => {
    const { url } = await responding(response);
    await expect(lookUp('x', { url })).resolves.toEqual({ problem });
  });
});

describe('a busy API', () => {
  it.each([
    ['sends Retry-After', respond(429, { message: 'busy' }, { 'retry-after': '3' }), 3_000],
    ['sends no Retry-After', respond(429, { message: 'Too Many Requests' }), 1_000],
    [
      'sends a date in Retry-After',
      respond(429, { message: 'busy' }, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }),
      1_000,
    ],
    ['sends a Retry-After of an hour', respond(429, { message: 'busy' }, { 'retry-after': '3600' }), 60_000],
    ['reports that SES throttles', respond(503, { message: 'busy' }, { 'retry-after': '1' }), 1_000],
  ])('that %s is called again after that time plus up to a second of jitter', async (_, busy, minimum) => {
    const { url, requests } = await responding(busy, FOUND);
    const onWait = jest.fn();
    await expect(lookUp('x', { url, onWait })).resolves.toMatchObject({ ageSeconds: 7 });
    expect(requests).toHaveLength(2);
    expect(waited).toHaveLength(1);
    expect(waited[0]).toBeGreaterThanOrEqual(minimum);
    expect(waited[0]).toBeLessThan(minimum + 1_000);
    expect(onWait.mock.calls).toEqual([[expect.any(Number), waited[0]]]);
  });

  it('that stays busy is called 60 times, and its last response is returned', async () => {
    const { url, requests } = await responding(respond(429, { message: 'busy' }));
    await expect(lookUp('x', { url })).resolves.toEqual({ problem: { title: 'busy', status: 429 } });
    expect([requests.length, waited.length]).toEqual([60, 59]);
  });
});

describe('anything but the API is rejected in one sentence:', () => {
  it.each([
    ['a web page', respond(200, '<html>', { 'content-type': 'text/html' }), 'HTTP status 200, text/html'],
    ['an empty body', respond(200, ''), 'HTTP status 200, no content type'],
    ['null', respond(200, 'null'), 'HTTP status 200, no content type'],
    ['another object', respond(200, {}), 'HTTP status 200, no content type'],
    ['a truncated object', respond(200, '{"messageId":"x",'), 'HTTP status 200, no content type'],
    ['an invalid time', respond(200, { ...MESSAGE, sentAt: 'soon' }), 'HTTP status 200, no content type'],
    ['an error without a problem', respond(404, 'null'), 'HTTP status 404, no content type'],
    [
      'invalid possible causes',
      respond(404, { type: 't', title: 'T', possibleCauses: 'x' }),
      'HTTP status 404, no content type',
    ],
  ])('%s', async (_, response, description) => {
    const { url } = await responding(response);
    await expect(lookUp('x', { url })).rejects.toThrow(
      `${url} is not a look-up API (${description}): pass the URL of one with --url`,
    );
  });

  it('a redirect, which is not followed', async () => {
    const { url, requests } = await responding(respond(302, '', { location: '/elsewhere' }));
    await expect(lookUp('x', { url })).rejects.toThrow(/^No look-up API responds at .* \(.*redirect/);
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['/v1/messages/x/insights']));
  });

  it('a closed port', async () => {
    await expect(lookUp('x', { url: 'http://127.0.0.1:59999' })).rejects.toThrow(
      'No look-up API responds at http://127.0.0.1:59999 (ECONNREFUSED): start one with "npm start" in another terminal, or pass --url or --aws',
    );
    expect(waited).toEqual([500, 1_000]);
  });
});

it('a broken connection is retried', async () => {
  const { url, requests } = await responding((response) => void response.destroy(), FOUND);
  await expect(lookUp('x', { url })).resolves.toMatchObject({ ageSeconds: 7 });
  expect(requests).toHaveLength(2);
});
