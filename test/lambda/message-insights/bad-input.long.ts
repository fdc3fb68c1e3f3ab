/** Any request gets a documented response and no internal error. SES is called only with valid IDs. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import openapi from '../../../lambda/message-insights/look-ups.openapi.json';
import { PROBLEMS, problemType } from '../../../lambda/message-insights/problem';
import { type LocalApi, startLocalApi } from '../../../local/aws/api-gateway';
import { type InsightsWorld, idOf, startInsightsWorld } from '../../support/insights-world';
import { onlyMessageId } from '../../support/only-message-id';
import { type RawAnswer, rawRequest } from '../../support/raw-request';

const RUNS = 600;

let world: InsightsWorld;
let gateway: LocalApi;
/** Returns the IDs with which SES was called. */
const calledIds = () => world.calls.map(({ id }) => id);

beforeAll(async () => {
  world = await startInsightsWorld({
    settings: { cache: false },
    // SES has no record of any message, because this test concerns requests only.
    intercept: (operation) =>
      operation === 'GetMessageInsights'
        ? {
            status: 404,
            contentType: 'application/json',
            body: '{}',
            headers: { 'x-amzn-errortype': 'NotFoundException' },
          }
        : undefined,
  });
  const api = world.instance({ clock: { now: fastClock(), sleep: async () => undefined } });
  gateway = await startLocalApi(api, { throttled: false });
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

/** Returns a clock that moves far ahead, so that a turn is always free. */
function fastClock(): () => number {
  const startedAt = Date.now();
  let reads = 0;
  return () => startedAt + Math.floor(reads++ / 50) * 10_000;
}

const hostileText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.emailAddress(),
  fc.webUrl(),
  fc.constantFrom(
    '',
    '.',
    '..',
    '%',
    '%00',
    '%2e%2e',
    '{messageId}',
    '__proto__',
    'null',
    '<>',
    '@',
    "'; DROP TABLE",
    '%25',
    '\u202e',
  ),
  fc.string({ minLength: 129, maxLength: 3000 }),
);

const wrapped = fc
  .tuple(
    fc.constantFrom('', ' ', '<', '%3C', '"'),
    fc.nat({ max: 2 ** 31 }),
    fc.constantFrom('', ' ', '>', '@eu-west-1.amazonses.com', '@evil.example', '%'),
  )
  .map(([before, serial, after]) => `${before}${idOf(Date.now(), serial)}${after}`);

const messageId = fc.oneof({ weight: 3, arbitrary: hostileText }, { weight: 3, arbitrary: wrapped });

/** Encodes only the characters that a request line cannot hold. */
function writable(text: string): string {
  return text.replace(/[^\u0021-\u007e]|[#?]/gu, (character) =>
    character === '#' || character === '?' ? `%${character.charCodeAt(0).toString(16)}` : encode(character),
  );
}

function encode(character: string): string {
  try {
    return encodeURIComponent(character);
  } catch {
    return '%EF%BF%BD'; // half of a surrogate pair cannot be encoded
  }
}

const path = fc.oneof(
  { weight: 6, arbitrary: messageId.map((id) => `/v1/messages/${writable(id)}/insights`) },
  { weight: 3, arbitrary: messageId.map((id) => `/v1/unmasked/messages/${writable(id)}/insights`) },
  { weight: 2, arbitrary: hostileText.map((text) => `/${writable(text)}`) },
  { weight: 1, arbitrary: fc.constant('/openapi.json') },
);
const query = fc.oneof(
  fc.constant(''),
  hostileText.map((text) => `?${writable(text)}`),
  fc.constant('?messageId=x&unmasked=true'),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'cache-control',
    'accept',
    'x-forwarded-for',
    'authorization',
    'x-amz-date',
    'x-request-id',
    'cookie',
    'range',
  ),
  fc
    .oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom('no-cache', 'max-age=-1', '*/*', 'bytes=0-', 'a'.repeat(2000)),
    )
    .map((text) => text.trim()),
  { maxKeys: 4 },
);
const method = fc.constantFrom('GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH');

const DOCUMENTED = new Set([
  ...Object.keys(openapi.paths['/v1/messages/{messageId}/insights'].get.responses).map(Number),
  204, // a preflight
  405, // in the description
]);
const TYPES = new Set(Object.keys(PROBLEMS).map((kind) => problemType(kind as keyof typeof PROBLEMS)));

it('every request gets a documented response', async () => {
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(path, query, headers, method, async (path, query, headers, method) => {
      const before = calledIds().length;
      const answer = await rawRequest(gateway.url, path + query, { headers, method });
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
      expect(DOCUMENTED).toContain(answer.status);
      expect(answer.status).not.toBe(500);
      if (isByGateway(answer)) return;
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) });
      expect(answer.headers['cache-control']).toMatch(/^private/);
      if (answer.status >= 400 && method !== 'HEAD') expectProblem(answer);
      for (const id of calledIds().slice(before)) expect(onlyMessageId(id)).toBe(id);
      if (answer.status !== 404 || method !== 'GET') expect(calledIds()).toHaveLength(before);
    }),
    { numRuns: RUNS },
  );
  // Every kind of request occurred: known and unknown paths, valid and invalid IDs, wrong methods.
  for (const status of [200, 400, 404, 405]) expect(seen.get(status)).toBeGreaterThan(10);
  expect(calledIds().length).toBeGreaterThan(20);
}, 120_000);

/** Returns whether the gateway rejected a path that it cannot decode. */
function isByGateway({ status, headers, body }: RawAnswer): boolean {
  return (
    status === 400 && headers['content-type'] === 'application/json' && ['', '{"message":"Bad Request"}'].includes(body)
  );
}

function expectProblem({ status, headers, body }: RawAnswer): void {
  expect(headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(body);
  expect(problem).toMatchObject({
    status,
    title: expect.any(String),
    detail: expect.any(String),
    requestId: headers['x-request-id'],
  });
  expect(TYPES).toContain(problem.type);
}
