/** The runbook's page, opened as a browser without a login does. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { runChecks } from '../../../cli/doctor/checks/check';
import { RUNBOOK_CHECKS } from '../../../cli/doctor/checks/runbook-checks';
import { linkIn } from '../../../cli/doctor/facts/runbook-link';
import { readRunbook } from '../../../cli/doctor/facts/runbook-page';
import { toDescription } from '../../../lib/alarms/alarm-texts';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';
import { stackFacts } from '../../support/doctor-facts';

const HEADING = '<h2 id="alarm-quota-critical">Alarm: quota-critical</h2>';

let server: Listening;
beforeAll(async () => {
  const app = new Hono();
  app.get('/good', (context) => context.html(HEADING));
  app.get('/github', (context) => context.html('<h2>Alarm</h2><a id="user-content-alarm-quota-critical"></a>'));
  app.get('/moved', (context) => context.redirect('/good'));
  app.get('/wiki', (context) => context.redirect('/sso/login?to=wiki'));
  app.get('/sso/login', (context) => context.html('<h1>Log in</h1>'));
  app.get('/form', (context) => context.html('<h1>Hello</h1><input name="p" type="password">'));
  app.get('/inputs', (context) => context.html(`<h1>Hello</h1>${'<input '.repeat(200_000)}`));
  app.get('/other', (context) => context.html('<h1>Other</h1>'));
  app.get('/script', (context) => context.html('<div id="root"></div>'));
  app.get('/markdown', (context) => context.text('# Runbook'));
  app.get('/forbidden', (context) => context.html('no', 403));
  app.get('/broken', (context) => context.html('no', 503));
  app.get('/hangs', () => new Promise<Response>(() => undefined));
  server = await listenOnLoopback(createAdaptorServer({ fetch: app.fetch }) as Server);
});
afterAll(() => server.close());

/** Returns the finding about a page, or why the page is unknown. */
async function judge(path: string, timeLimitMs?: number): Promise<string | undefined> {
  const description = `Text. Runbook: ${server.url}${path}#alarm-quota-critical`;
  const runbook = await readRunbook([description], timeLimitMs);
  const [finding] = runChecks(RUNBOOK_CHECKS, stackFacts({ runbook }));
  return finding?.id === 'unknown' ? finding.what.replace(server.url, '') : finding?.id;
}

describe('a page', () => {
  it.each([
    ['/good', 'runbook-opens'],
    ['/github', 'runbook-opens'],
    ['/moved', 'runbook-opens'],
    ['/wiki', 'runbook-needs-login'],
    ['/form', 'runbook-needs-login'],
    ['/forbidden', 'runbook-needs-login'],
    ['/inputs', 'runbook-lacks-headings'],
    ['/other', 'runbook-lacks-headings'],
    ['/script', 'runbook-unreadable'],
    ['/markdown', 'runbook-unreadable'],
    ['/missing', 'runbook-not-found'],
    ['/broken', 'The page /broken answers with HTTP status 503.'],
  ])('%s leads to %s', async (path, finding) => {
    expect(await judge(path)).toBe(finding);
  });

  it('that does not answer is unknown', async () => {
    expect(await judge('/hangs', 50)).toBe(
      'The page /hangs cannot be opened from here (no answer within 0.05 seconds).',
    );
  });

  it('with a login in its URL is unknown, and the login is not shown', async () => {
    const reading = await readRunbook(['Text. Runbook: https://jane:secret@wiki.example.com/ses#alarm-a']);
    expect(reading).toEqual({
      unknown: 'the URL of the runbook at wiki.example.com has a login in it: remove the login',
    });
  });

  it('without a server is unknown', async () => {
    const reading = await readRunbook(['Text. Runbook: http://127.0.0.1:9/runbook#alarm-a']);
    expect(reading).toEqual({
      unknown: expect.stringContaining('the page http://127.0.0.1:9/runbook cannot be opened from here'),
    });
  });

  it.each([[[]], [['A description without a link']], [['Text. Runbook: RUNBOOK.md#alarm-a']]])(
    'is not configured in %j',
    async (descriptions) => {
      const reading = await readRunbook(descriptions);
      expect(reading).toEqual({ value: expect.objectContaining({ url: 'RUNBOOK.md' }) });
    },
  );
});

describe('the link in a description', () => {
  it.each(['https://wiki.example.com/ses', 'https://wiki.example.com/?page=12', 'RUNBOOK.md'])('%s is found', (url) => {
    const stack = { account: '111122223333', region: 'eu-west-1' } as Parameters<typeof toDescription>[1];
    expect(linkIn(toDescription('It burns.', stack, `${url}#alarm-quota-critical`))).toEqual({
      url,
      anchor: 'alarm-quota-critical',
    });
  });
});
