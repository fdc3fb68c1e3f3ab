/** Searches through the real SDK clients, against a local SES with export jobs. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, type InsightsWorld, requestOf, searchFor, startInsightsWorld } from '../../support/insights-world';
import { bounces, delivered } from '../../support/planted-mail';
import { DAY, HOUR, MINUTE } from '../../support/world';

const NOW = Date.now();
const SENT_AT = NOW - HOUR;
const EVENT_AT = SENT_AT + MINUTE;
const at = { sentAt: SENT_AT, deliveryEventAt: EVENT_AT };

const PEOPLE = ['alice.wonder', 'bob', 'carol', 'dave', 'erin', 'frank'].map((name) => `${name}@example.com`);
const ALICE = PEOPLE[0] as string;
const MAILING = bounces(PEOPLE, { ...at, from: 'news@shop.example', subject: 'Spring sale 2026' });
const FOUR = bounces(PEOPLE.slice(0, 4), { ...at, from: 'few@shop.example', subject: 'Private matter' });
const RESET = delivered(bounces([ALICE], { ...at, from: 'reset@shop.example', subject: 'Reset, Alice' })[0] as never);

let world: InsightsWorld;
beforeAll(async () => {
  world = await startInsightsWorld({ mail: [...MAILING, ...FOUR, RESET] });
});
afterAll(() => world.close());

it('a search starts, runs, and then has its counts and rows', async () => {
  const started = await ask(world.api, requestOf('startSearch', { body: { from: 'news@shop.example', since: '2h' } }));
  const { id } = started.body;
  expect(started).toMatchObject({
    status: 202,
    headers: { location: `/v1/searches/${id}`, 'retry-after': '3', 'cache-control': 'private' },
    body: { id: expect.stringMatching(/^[\w-]{32}$/), state: 'running', retryAfterSeconds: 3 },
  });
  const running = await ask(world.api, requestOf('search', { id }));
  expect(running).toMatchObject({ status: 200, headers: { 'retry-after': '3' }, body: { id, state: 'running' } });
  world.ahead += 10_000;
  const { status, headers, body } = await ask(world.api, requestOf('search', { id }));
  expect([status, headers['retry-after'], headers['cache-control']]).toEqual([200, undefined, 'private, no-store']);
  expect(body).toMatchObject({
    state: 'done',
    isSample: false,
    isWithheld: false,
    mails: { exactly: 6 },
    recipients: { exactly: 6 },
    unreadableRows: 0,
    outcomes: [{ outcome: 'bounced', count: { exactly: 6 }, share: 1 }],
  });
  expect(body.rows).toHaveLength(6);
  expect(body.rows[0]).toMatchObject({
    from: 'news@shop.example',
    subject: 'Spring sale 2026',
    outcome: 'bounced',
    sentAt: new Date(SENT_AT).toISOString(),
    advice: { code: '5.1.1' },
  });
  expect(JSON.stringify(body)).not.toMatch(/alice|wonder|bob|carol/i);
});
