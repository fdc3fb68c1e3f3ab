/** The server of the page, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import type { Listening } from '../../../local/aws/loopback';
import { createMetricStore } from '../../../local/aws/metric-store';
import { type ConsoleState, GUARD_HEADER } from '../../../local/console/contract';
import { type ConsoleOptions, startConsole } from '../../../local/console/server';
import type { ShownSession } from '../../../local/console/shown-session';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import { exampleStack } from '../../support/deployment-world';
import { at, HOUR, settingsOf } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');

let closed = 0;

function sessionAt(time: number): ShownSession {
  const clock = { time };
  const now = () => clock.time;
  const metrics = createMetricStore({ now });
  return {
    now,
    metrics,
    deployment: createLocalDeployment({ now, metrics, stacks: [exampleStack()] }),
    invokeWidget: async (functionArn, event) =>
      Object.hasOwn(event, 'describe') ? { markdown: '# A <b>' } : functionArn,
    examples: () => [{ title: 'a message', value: 'id' }],
    close: async () => {
      closed += 1;
    },
    advanceTo: async (next) => {
      clock.time = next;
    },
  };
}

const options: Omit<ConsoleOptions, 'terminal'> = {
  title: 'A healthy account',
  settings: settingsOf(),
  simulate: async () => sessionAt(NOON + HOUR),
};

function terminalAt(time: number): ShownSession {
  const { advanceTo: _advanceTo, close: _close, ...terminal } = sessionAt(time);
  return terminal;
}

let server: Listening;
beforeAll(async () => {
  server = await startConsole({ ...options, terminal: terminalAt(NOON) });
});
afterAll(() => server.close());

const get = (path: string) => fetch(server.url + path);
const post = (path: string, body: object, headers: Record<string, string> = { [GUARD_HEADER]: '1' }) =>
  fetch(server.url + path, { method: 'POST', body: JSON.stringify(body), headers });
const state = async () => (await (await get('/api/state')).json()) as ConsoleState;

describe('the page', () => {
  it('may load and run only what this server sends', async () => {
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has a frame for each widget of the stack’s dashboard, at its place', async () => {
    const page = await (await get('/')).text();
    const layout = await (await get('/assets/layout.css')).text();
    const ids = Array.from(page.matchAll(/<article class="widget [^"]+" id="([^"]+)"/g), ([, id]) => id as string);
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids) expect(layout).toMatch(new RegExp(`^#${id}\\{--x:\\d+;--y:\\d+;--w:\\d+;--h:\\d+\\}$`, 'm'));
    expect(page).toContain('Bounce rate as AWS sees it: it reviews at 5 %');
    expect(page).not.toMatch(/<script(?![^>]* src=)|style="|\son\w+=/);
  });

  it.each(['main.js', 'style.css', 'icon.svg'])('finds its file %s', async (name) => {
    expect((await get(`/assets/${name}`)).status).toBe(200);
  });

  it('links each alarm to a heading of the runbook that exists', async () => {
    const runbook = await (await get('/documents/RUNBOOK.md')).text();
    const { alarms } = await state();
    expect(alarms.length).toBeGreaterThan(15);
    for (const { name, runbook: link } of alarms) {
      expect([name, link]).toEqual([name, expect.stringMatching(/^\/documents\/RUNBOOK\.md#/)]);
      expect(runbook).toContain(` id="${link?.split('#')[1]}"`);
    }
  });

  it('links its documents only to what it shows', async () => {
    const page = await (await get('/')).text();
    const documents = Array.from(page.matchAll(/<a href="(\/documents\/[^"#]+)"/g), ([, path]) => path as string);
    expect(documents.length).toBeGreaterThan(10);
    const targets = new Set<string>();
    for (const document of documents) {
      const text = await (await get(document)).text();
      for (const [, link] of text.matchAll(/ (?:href|src)="([^"]+)"/g)) {
        const { origin, pathname } = new URL(link as string, server.url + document);
        if (origin === server.url) targets.add(pathname);
      }
    }
    const found = await Promise.all([...targets].map(async (path) => [path, (await get(path)).status]));
    expect(found.filter(([, status]) => status !== 200)).toEqual([]);
  });

  it.each([
    '/documents/package.json',
    '/documents/..%2fpackage.json',
    '/documents/docs/none.md',
    '/documents/%E0%A4%A',
    '/other',
    '/assets/main.ts',
  ])('shows nothing else: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

describe('the page of a stack', () => {
  it.each<[string, object, readonly string[]]>([
    [
      'without alarms',
      { 'exporter:alarms': false },
      ['The configuration switches all alarms off.', 'None, because the stack has no alarms.'],
    ],
    ['without a dashboard', { 'exporter:dashboard': false }, ['The configuration switches the dashboard off.']],
    [
      'without look-ups',
      { 'exporter:messageInsights': false },
      ['The configuration switches off the widgets that find mail.'],
    ],
  ])('%s says what is missing', async (_, settings, sentences) => {
    const template = synthesizeStack({ 'exporter:regions': 'us-east-1', ...settings });
    const stack = { name: 'SesMetricsExporter', region: 'us-east-1', template };
    const deployment = createLocalDeployment({ now: () => NOON, stacks: [stack] });
    const other = await startConsole({ ...options, terminal: { ...terminalAt(NOON), deployment } });
    const [page, otherPage] = await Promise.all([server, other].map(async ({ url }) => (await fetch(url)).text()));
    await other.close();
    for (const sentence of sentences) {
      expect(otherPage).toContain(sentence);
      expect(page).not.toContain(sentence);
    }
  });
});

describe('a change', () => {
  it.each<[string, Record<string, string>]>([
    ['without the header of the page', {}],
    ['from another origin', { [GUARD_HEADER]: '1', origin: 'http://localhost:3000' }],
    ['from another site', { [GUARD_HEADER]: '1', origin: 'https://page.example' }],
  ])('is refused %s', async (_, headers) => {
    const { status } = await post('/api/simulation', { scenario: 'bounce-spike' }, headers);
    expect(status).toBe(403);
    expect(await state()).toMatchObject({ scenario: 'terminal', simulation: 0 });
  });

  it.each<[string, object, RegExp]>([
    ['/api/simulation', { scenario: 'other' }, /^scenario is "other": pass terminal or the name of a scenario$/],
    ['/api/simulation', {}, /^scenario is undefined: /],
    ['/api/simulation', { scenario: '\u202ea' }, /^scenario is "\\u202ea": /],
    ['/api/simulation', { scenario: 'x'.repeat(100_000) }, /^scenario is "x{99} \.\.\.: pass .{0,60}$/],
    ['/api/speed', { speed: ['x'.repeat(100_000)] }, /^speed is \["x{98} \.\.\.: pass /],
    ['/api/widget', { endpoint: 'x'.repeat(100_000), event: {} }, /^endpoint is "x{99} \.\.\.: pass /],
    ['/api/speed', { speed: 2 }, /^speed is 2: pass one of 0, 1, 60, 300$/],
    ['/api/speed', { speed: 60 }, /^The session of the terminal has the speed 1: choose a scenario first$/],
    ['/api/widget', { endpoint: 'arn:x', event: {} }, /^endpoint is "arn:x": pass the function of a custom widget/],
  ])('to %s is refused with one sentence (%#)', async (path, body, message) => {
    const response = await post(path, body);
    expect([response.status, await response.json()]).toEqual([400, { message: expect.stringMatching(message) }]);
  });

  it('that is too long is refused', async () => {
    const { status } = await post('/api/simulation', { scenario: 'x'.repeat(1_000_001) });
    expect(status).toBe(413);
  });

  it('shows another scenario, whose time passes at the chosen speed, and the terminal again', async () => {
    await post('/api/simulation', { scenario: 'bounce-spike' });
    expect(await state()).toMatchObject({ scenario: 'bounce-spike', simulation: 1, speed: 300 });
    const { dataVersion: before } = await state();
    while ((await state()).dataVersion === before); // the graphs follow the time, also without data
    await post('/api/speed', { speed: 0 });
    const { time, dataVersion } = await state();
    expect(time).toBeGreaterThan(NOON + HOUR);
    expect(await state()).toMatchObject({ time, dataVersion });
    await post('/api/simulation', { scenario: 'terminal' });
    expect(await state()).toMatchObject({ scenario: 'terminal', time: NOON, description: 'A healthy account' });
    expect(closed).toBe(1);
  });
});

describe('a custom widget', () => {
  const endpointOf = async () => / data-endpoint="([^"]+)"/.exec(await (await get('/')).text())?.[1] ?? '';

  it.each<[string, object, unknown]>([
    ['shows what its function returns', {}, expect.stringMatching(/:function:customWidget/)],
    ['shows Markdown as HTML without HTML of its own', { describe: true }, '<h1>A &lt;b&gt;</h1>\n'],
  ])('%s', async (_, event, answer) => {
    const response = await post('/api/widget', { endpoint: await endpointOf(), event });
    expect([response.status, await response.json()]).toEqual([200, { answer }]);
  });

  it('can be tried with messages and addresses of the session', async () => {
    expect(await (await get('/api/examples')).json()).toEqual([{ title: 'a message', value: 'id' }]);
  });
});

it.each([
  ['1d', 200],
  ['5y', 400],
])('the series of the range %s have status %d', async (range, status) => {
  expect((await get(`/api/series?range=${range}`)).status).toBe(status);
});
