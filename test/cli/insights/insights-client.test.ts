/** Calling an API that is busy, gone or none, over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { lookUp } from '../../../cli/insights/insights-client';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';

let server: Listening | undefined;
afterEach(() => server?.close());

/** An API that gives these answers one after the other, and notes what it was asked. */
async function answering(
  ...answers: ((response: ServerResponse) => void)[]
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  server = await listenOnLoopback(
    createServer((request, response) => {
      requests.push(request);
      answers[Math.min(requests.length, answers.length) - 1]?.(response);
    }),
  );
  return { url: server.url, requests };
}

const say =
  (status: number, body: object | string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

const MESSAGE = { messageId: 'x', sentAt: null, sendingRegion: null, subject: null, emailTags: [], insights: [] };
const FOUND = say(200, MESSAGE, { age: '7' });

describe('an answer', () => {
  it('is told with its age', async () => {
    const { url, requests } = await answering(FOUND);
    await expect(lookUp('x', { url })).resolves.toEqual({ message: MESSAGE, ageSeconds: 7 });
    expect(requests[0]?.url).toBe('/v1/messages/x/insights');
  });

  it('with personal data is asked of the other route, with what lets the request in', async () => {
    const { url, requests } = await answering(FOUND);
    await lookUp('x', { url, unmasked: true, authorize: async () => ({ authorization: 'signed' }) });
    expect(requests[0]).toMatchObject({
      url: '/v1/unmasked/messages/x/insights',
      headers: { authorization: 'signed' },
    });
  });

  it.each([
    [
      'a problem',
      say(404, { type: 't', title: 'Not there.', detail: 'Look.' }),
      { type: 't', title: 'Not there.', detail: 'Look.', status: 404 },
    ],
    ['the gateway’s message', say(403, { message: 'Forbidden' }), { title: 'Forbidden', status: 403 }],
  ])('that is %s is told as such', async (_, answer, problem) => {
    const { url } = await answering(answer);
    await expect(lookUp('x', { url })).resolves.toEqual({ problem });
  });
});

describe('a busy API', () => {
  it.each([
    ['says when to come back', say(429, { message: 'busy' }, { 'retry-after': '0' }), 0],
    ['whose gateway does not say when', say(429, { message: 'Too Many Requests' }), 1000],
    [
      'says a date, as HTTP allows',
      say(429, { message: 'busy' }, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }),
      1000,
    ],
    ['whose SES throttles', say(503, { message: 'busy' }, { 'retry-after': '1' }), 1000],
  ])('that %s is asked again then, and a random part of a second later', async (_, busy, least) => {
    const { url, requests } = await answering(busy, FOUND);
    const waits: number[] = [];
    await expect(lookUp('x', { url, onWait: (_status, waitMs) => waits.push(waitMs) })).resolves.toMatchObject({
      ageSeconds: 7,
    });
    expect(requests).toHaveLength(2);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(least);
    expect(waits[0]).toBeLessThan(least + 1000);
  });
});

describe('what is not the API is told in one sentence', () => {
  it.each([
    ['a page', say(200, '<html>', { 'content-type': 'text/html' }), 'HTTP status 200, text/html'],
    ['nothing', say(200, ''), 'HTTP status 200, no content type'],
    ['null', say(200, 'null'), 'HTTP status 200, no content type'],
    ['another object', say(200, {}), 'HTTP status 200, no content type'],
    ['half an object', say(200, '{"messageId":"x",'), 'HTTP status 200, no content type'],
    ['a time that is none', say(200, { ...MESSAGE, sentAt: 'soon' }), 'HTTP status 200, no content type'],
    ['a problem that is none', say(404, 'null'), 'HTTP status 404, no content type'],
    [
      'causes that are none',
      say(404, { type: 't', title: 'T', possibleCauses: 'x' }),
      'HTTP status 404, no content type',
    ],
  ])('%s', async (_, answer, what) => {
    const { url } = await answering(answer);
    await expect(lookUp('x', { url })).rejects.toThrow(
      `What answers at ${url} is not the look-up API (${what}): pass its URL with --url`,
    );
  });

  it('a redirect, to which nothing is sent on', async () => {
    const { url, requests } = await answering(say(302, '', { location: '/elsewhere' }));
    await expect(lookUp('x', { url })).rejects.toThrow(/^No look-up API answers at .* \(.*redirect/);
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['/v1/messages/x/insights']));
  });

  it('nobody', async () => {
    await expect(lookUp('x', { url: 'http://127.0.0.1:59999' })).rejects.toThrow(
      'No look-up API answers at http://127.0.0.1:59999 (ECONNREFUSED): start one with "npm start" in another terminal, or pass --url or --aws',
    );
  });
});

it('a connection that breaks is tried again', async () => {
  const { url, requests } = await answering((response) => void response.destroy(), FOUND);
  await expect(lookUp('x', { url })).resolves.toMatchObject({ ageSeconds: 7 });
  expect(requests).toHaveLength(2);
});
