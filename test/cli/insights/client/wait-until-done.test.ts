/** Waits for the work of an API, over HTTP. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Work } from '../../../../cli/insights/client/wait-until-done';
import { type Listening, listenOnLoopback } from '../../../../local/aws/loopback';

/** Milliseconds of each wait. Waits end immediately. */
const waited: number[] = [];

/** Called during each wait. */
let whileWaiting: () => void = () => undefined;

jest.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number, _value?: unknown, { signal }: { signal?: AbortSignal } = {}) => {
    waited.push(ms);
    whileWaiting();
    signal?.throwIfAborted();
  },
}));

let runWork: typeof import('../../../../cli/insights/client/wait-until-done').runWork;
beforeAll(async () => {
  ({ runWork } = await import('../../../../cli/insights/client/wait-until-done')); // after the mock
});

let server: Listening | undefined;
beforeEach(() => {
  waited.length = 0;
  whileWaiting = () => undefined;
});
afterEach(() => server?.close());

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Starts an API that sends these answers in order, repeats the last one, and records the requests. */
async function responding(...answers: Answer[]) {
  const requests: string[] = [];
  server = await listenOnLoopback(
    createServer(async (request, response) => {
      const { method, url, headers } = request;
      const body = await text(request);
      requests.push([method, url, headers['content-type'], body].filter(Boolean).join(' '));
      const { status, body: answer, headers: sent } = answers[Math.min(requests.length, answers.length) - 1] as Answer;
      response.writeHead(status, sent).end(JSON.stringify(answer));
    }),
  );
  return { url: server.url, requests };
}

const parse = (body: unknown) => body as Work;
const start = { path: '/v1/searches', body: { since: '2h' } };
const running = (retryAfterSeconds?: number) => ({
  status: 200,
  body: { id: 'a-b_1', state: 'running', retryAfterSeconds },
});
const DONE = { status: 200, body: { id: 'a-b_1', state: 'done' } };
const PROBLEM = { status: 502, body: { type: 't', title: 'Not readable.' } };

it('asks for the work until it is done, each time after the time that the API returns', async () => {
  const { url, requests } = await responding(running(3), running(7), running(), DONE);
  const onRunning = jest.fn();
  await expect(runWork(start, parse, { url, onRunning })).resolves.toMatchObject({ value: DONE.body });
  expect(requests).toEqual([
    'POST /v1/searches application/json {"since":"2h"}',
    'GET /v1/searches/a-b_1',
    'GET /v1/searches/a-b_1',
    'GET /v1/searches/a-b_1',
  ]);
  expect(waited).toEqual([3_000, 7_000, 5_000]);
  expect(onRunning.mock.calls).toEqual([[0], [3_000], [10_000]]);
});

it.each<[string, Answer[], object, number]>([
  ['that fails is returned', [running(1), { status: 200, body: { id: 'x', state: 'failed' } }], { state: 'failed' }, 2],
  ['that is already done needs no second request', [DONE], { state: 'done' }, 1],
  [
    'is started again if the API was busy',
    [{ status: 429, body: { message: 'busy' }, headers: { 'retry-after': '4' } }, DONE],
    { state: 'done' },
    2,
  ],
  ['is asked for again if SES did not respond', [running(1), PROBLEM, PROBLEM, DONE], { state: 'done' }, 4],
  [
    'is asked for again if the API was busy',
    [running(1), { status: 429, body: { message: 'busy' } }, DONE],
    { state: 'done' },
    3,
  ],
])('work %s', async (_, answers, expected, count) => {
  const { url, requests } = await responding(...answers);
  await expect(runWork(start, parse, { url })).resolves.toMatchObject({ value: expected });
  expect(requests).toHaveLength(count);
});

describe('a problem is returned', () => {
  it.each([
    ['when the work starts', [PROBLEM]],
    ['while the work runs', [running(1), { status: 404, body: { type: 't', title: 'Unknown.' } }]],
  ])('%s', async (_, answers) => {
    const { url, requests } = await responding(...answers);
    const { status, body } = answers.at(-1) as Answer;
    await expect(runWork(start, parse, { url })).resolves.toEqual({ problem: { ...body, status } });
    expect(requests).toHaveLength(answers.length);
  });

  it('after three failed requests in a row', async () => {
    const { url, requests } = await responding(running(1), PROBLEM, running(1), PROBLEM);
    await expect(runWork(start, parse, { url })).resolves.toEqual({ problem: { ...PROBLEM.body, status: 502 } });
    expect(requests).toHaveLength(6);
  });

  it('for work that still runs after an hour', async () => {
    const { url, requests } = await responding(running(900));
    await expect(runWork(start, parse, { url })).resolves.toEqual({
      problem: expect.objectContaining({ title: 'SES has not finished after an hour.' }),
    });
    expect([new Set(waited), requests.length]).toEqual([new Set([60_000]), 61]);
  });

  it('when Ctrl-C ends the wait, and the process continues', async () => {
    const { url, requests } = await responding(running(1));
    whileWaiting = () => void process.emit('SIGINT');
    await expect(runWork(start, parse, { url })).resolves.toEqual({
      problem: expect.objectContaining({ title: 'Stopped before SES finished.' }),
    });
    expect(requests).toHaveLength(1);
  });
});

it('leaves Ctrl-C to Node.js when the wait is over', async () => {
  const before = process.listenerCount('SIGINT');
  const { url } = await responding(running(1), DONE);
  await runWork(start, parse, { url });
  expect(process.listenerCount('SIGINT')).toBe(before);
});
