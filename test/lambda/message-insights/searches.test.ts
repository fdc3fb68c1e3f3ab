/** Searches through the real SDK clients, against a local SES with export jobs. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClients } from '../../../lambda/message-insights/clients';
import { toSearch } from '../../../lambda/message-insights/search-answer';
import { locationOf } from '../../../local/aws/aws';
import type { ArchivedMail } from '../../../local/aws/sesv2/mail-account';
import { ask, type InsightsWorld, requestOf, searchFor, startInsightsWorld } from '../../support/insights-world';
import { bounces, delivered, many } from '../../support/planted-mail';
import { DAY, HOUR, MINUTE } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE };

const PEOPLE = ['alice.wonder', 'bob', 'carol', 'dave', 'erin', 'frank'].map((name) => `${name}@example.com`);
const ALICE = PEOPLE[0] as string;
const MAILING = bounces(PEOPLE, { ...at, from: 'news@shop.example', subject: 'Spring sale 2026' });
const FOUR = bounces(PEOPLE.slice(0, 4), { ...at, from: 'few@shop.example', subject: 'Private matter' });
const [RESET] = bounces([ALICE], { ...at, from: 'reset@shop.example', subject: 'Reset, Alice' }).map(delivered);
const SUPPRESSED = bounces(['gina@example.com'], {
  ...at,
  from: 'held@shop.example',
  subject: 'Held back',
  bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST',
});
const EARLIER = many(7, { sentAt: SENT_AT - 20 * HOUR, deliveryEventAt: SENT_AT, subject: 'Late bounces' });
const LONG_AGO = many(9, { sentAt: SENT_AT - 20 * HOUR, deliveryEventAt: SENT_AT - 19 * HOUR, subject: 'Old bounces' });
const MAIL = [...LONG_AGO, ...EARLIER, ...MAILING, ...FOUR, RESET, ...SUPPRESSED] as readonly ArchivedMail[];
const OTHER = 'arn:aws:iam::111122223333:user/other';

let world: InsightsWorld;
beforeAll(async () => {
  world = await startInsightsWorld({ mail: MAIL });
});
afterAll(() => world.close());

async function start(body: object, caller?: string | null): Promise<string> {
  world.ahead += 10_000; // after all earlier jobs
  const answer = await ask(world.api, requestOf('startSearch', { body, caller }));
  expect(answer).toMatchObject({ status: 202 });
  world.ahead += 10_000;
  return answer.body.id;
}

const typeOf = (kind: string) => `tag:ses-metrics-exporter,2026:${kind}`;

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
  expect(JSON.stringify({ ...body, id: '' })).not.toMatch(/alice|wonder|bob|carol/i); // the id is random
});

describe('a search for one whole address', () => {
  it('shows the address, and masks what only this person got', async () => {
    const { body } = await searchFor(world, { to: ALICE, since: '2h' });
    expect(body.mails).toEqual({ exactly: 3 });
    const subjects = body.rows.map((row: { to: string; subject: string | null }) => [row.to, row.subject]);
    expect(subjects).toEqual(subjects.map(() => [ALICE, null]));
    expect(JSON.stringify(body)).not.toMatch(/Reset, Alice|Private matter/);
  });

  it('does not find mail to another spelling of the local part', async () => {
    const { body } = await searchFor(world, { to: `A${ALICE.slice(1)}`, since: '2h' });
    expect([body.state, body.mails]).toEqual(['done', { exactly: 0 }]);
    expect(body.note).toMatch(/^SES returned no such mail\. It records the newest mail some minutes late/);
  });
});

describe('a wildcard', () => {
  it.each([
    ['that finds six recipients shows them', { subject: 'Spring*' }, false],
    ['that finds four recipients shows nothing', { subject: 'Private*' }, true],
    ['that finds one recipient shows nothing', { subject: 'Reset*' }, true],
    ['that finds nobody shows nothing', { subject: 'Nothing like this*' }, true],
  ])('%s', async (_, filters, isWithheld) => {
    const { status, body } = await searchFor(world, { ...filters, since: '2h' });
    expect([status, body.state, body.isWithheld]).toEqual([200, 'done', isWithheld]);
    if (isWithheld) {
      const { id: __, from: ___, until: ____, ...others } = body;
      expect(others).toEqual({
        state: 'done',
        isWithheld: true,
        note: expect.stringMatching(
          /^The rows that this search reads \(at most 10,000\) have fewer than 5 recipients, or none\./,
        ),
        recipients: { fewerThan: 5 },
      });
    } else expect(body).toMatchObject({ recipients: { exactly: 6 }, mails: { exactly: 6 } });
  });

  it('shows all rows on the unmasked route', async () => {
    const { headers, body } = await searchFor(world, { subject: 'Reset*', since: '2h' }, { unmasked: true });
    expect(headers['cache-control']).toBe('private, no-store');
    expect(body).toMatchObject({ mails: { exactly: 1 }, rows: [{ to: ALICE, subject: 'Reset, Alice' }] });
  });
});

describe('a preset', () => {
  it('counts what bounced in the span, also of mail that was sent before it', async () => {
    const { body } = await searchFor(world, { preset: 'bouncing', since: '2h' });
    expect(body.rows).toBeUndefined();
    const { events, suppressed, groupings, kind, finding } = body.groups;
    expect([kind, events, suppressed]).toEqual([
      'bounce',
      { exactly: 17 },
      { count: { exactly: 1 }, reasons: [{ reason: 'account-list', count: { exactly: 1 } }] },
    ]);
    const [subjects] = groupings.filter(({ by }: { by: string }) => by === 'subject');
    expect(subjects.groups.map(({ value, count }: { value: string; count: object }) => [value, count])).toEqual([
      ['Late bounces', { exactly: 7 }],
      ['Spring sale 2026', { exactly: 6 }],
    ]);
    expect(subjects.rest).toMatchObject({ value: null, count: { exactly: 4 } });
    expect(finding).toEqual(expect.stringContaining('17 bounces'));
  });

  it('of complaints counts none of the bounces', async () => {
    const { body } = await searchFor(world, { preset: 'complaining', since: '2h' });
    expect(body.groups).toMatchObject({
      kind: 'complaint',
      events: { exactly: 0 },
      suppressed: { count: { exactly: 0 } },
    });
    expect(body.note).toMatch(/^SES returned no such mail\./);
  });
});

describe('a sample', () => {
  it('says so first, and shows no exact count', async () => {
    const { body } = await searchFor(world, { since: '2h', outcome: 'bounced', limit: 6 });
    expect(body.note).toMatch(/^SES returned a sample: .* \(limit 6\)\. No count is exact\./);
    expect([body.isSample, body.mails]).toEqual([true, { atLeast: 6 }]);
    expect(JSON.stringify(body)).not.toContain('"exactly"');
  });

  it('separates the thousands of its numbers', () => {
    const read = { from: SENT_AT, until: SENT_AT, limit: 1_200, path: '/v1/searches', kind: 'rows' } as const;
    const file = { rows: many(1_200, at) as never, unreadableRows: 1_000, isSample: true };
    const { note } = toSearch({ id: 'x', record: read as never, offset: 0, file });
    expect(note).toMatch(/than the 1,200 rows that were read \(limit 1,200\)\..* Not counted: 1,000 rows/);
  });
});

describe('an ID', () => {
  it.each<[string, Parameters<typeof requestOf>[0], string | undefined]>([
    ['of another caller', 'search', OTHER],
    ['on the unmasked path', 'unmaskedSearch', undefined],
    ['on the path of breakdowns', 'breakdown', undefined],
  ])('is unknown %s', async (_, route, caller) => {
    const id = await start({ since: '2h', to: 'nobody@example.com' });
    const { status, body } = await ask(world.api, requestOf(route, { id, caller }));
    expect([status, body.type]).toEqual([404, typeOf('unknown-search')]);
    expect((await ask(world.api, requestOf('search', { id }))).status).toBe(200);
  });

  it.each([['a'.repeat(32)], ['../vdm-enabled'], ['alice@example.com'], ['']])(
    '%j, which no search has, is unknown',
    async (id) => {
      const { status, body } = await ask(world.api, requestOf('search', { id }));
      expect([status, body.type]).toEqual([404, typeOf('unknown-search')]);
    },
  );

  it('is unknown after a day', async () => {
    const id = await start({ since: '2h', to: 'nobody@example.com' });
    world.ahead += DAY;
    expect((await ask(world.api, requestOf('search', { id }))).status).toBe(404);
  });

  it('works in another instance', async () => {
    const id = await start({ since: '2h', to: 'nobody@example.com' });
    const { body } = await ask(world.instance(), requestOf('search', { id }));
    expect(body).toMatchObject({ state: 'done', mails: { exactly: 0 } });
  });
});

describe('a caller without a name', () => {
  it.each(['startSearch', 'search', 'startUnmaskedSearch', 'unmaskedSearch'] as const)(
    'cannot use %s',
    async (route) => {
      const requests = world.requests.length;
      const { status, body } = await ask(world.api, requestOf(route, { body: {}, id: 'a'.repeat(32), caller: null }));
      expect([status, body.type]).toEqual([403, typeOf('nameless-caller')]);
      expect(world.requests).toHaveLength(requests);
    },
  );
});

describe('the same search of a caller', () => {
  const creations = () => world.requests.filter((operation) => operation === 'CreateExportJob').length;

  it('within a minute is one job with two IDs, and both have the result', async () => {
    const before = creations();
    const ids = [
      await start({ from: 'reset@shop.example', since: '3d' }),
      await start({ since: '3d', from: 'reset@shop.example' }),
    ];
    expect([creations() - before, new Set(ids).size]).toEqual([1, 2]);
    for (const id of ids) {
      const { body } = await ask(world.api, requestOf('search', { id }));
      expect(body.mails).toEqual({ exactly: 1 });
    }
  });

  it.each<[string, object]>([
    ['a span', { since: '50m', from: 'reset@shop.example' }],
    ['a preset', { since: '50m', preset: 'bouncing' }],
  ])('has the time range of the job, for %s', async (_, body) => {
    const first = await start(body);
    const second = await start(body);
    const [{ body: one }, { body: other }] = await Promise.all([
      ask(world.api, requestOf('search', { id: first })),
      ask(world.api, requestOf('search', { id: second })),
    ]);
    expect([other.from, other.until]).toEqual([one.from, one.until]);
    expect(Date.parse(one.until) - Date.parse(one.from)).toBe(50 * MINUTE);
  });

  it('is another job for another caller', async () => {
    const before = creations();
    await start({ from: 'news@shop.example', since: '4h' });
    await start({ from: 'news@shop.example', since: '4h' }, OTHER);
    expect(creations() - before).toBe(2);
  });
});

it('a search without a free slot is refused with a time to retry, and then starts', async () => {
  world.ahead += HOUR;
  const starts = ['a', 'b', 'c'].map((name) =>
    ask(world.api, requestOf('startSearch', { body: { from: `${name}@shop.example` }, caller: `${OTHER}-${name}` })),
  );
  const answers = await Promise.all(starts);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429]);
  const refused = answers.findIndex(({ status }) => status === 429);
  const { headers, body } = answers[refused] as (typeof answers)[number];
  expect([body.type, headers['retry-after']]).toEqual([typeOf('searches-spent'), String(body.retryAfterSeconds)]);
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    if (index === refused) continue;
    world.ahead += 8_000;
    const id = answers[index]?.body.id;
    expect((await ask(world.api, requestOf('search', { id, caller: `${OTHER}-${name}` }))).body.state).toBe('done');
  }
  const name = 'abc'[refused];
  const retry = requestOf('startSearch', { body: { from: `${name}@shop.example` }, caller: `${OTHER}-${name}` });
  expect((await ask(world.api, retry)).status).toBe(202);
});

describe('an unmasked search', () => {
  it('is audited with its caller when it starts and when its result is read, without what it searches for', async () => {
    world.ahead += HOUR;
    world.logs.length = 0;
    await searchFor(world, { to: ALICE, subject: 'Private*', since: '3h' }, { unmasked: true });
    const audits = world.logs.filter(({ event }) => event === 'unmasked-search');
    expect(audits.length).toBeGreaterThanOrEqual(2);
    const [first] = audits;
    expect(first).toEqual({
      event: 'unmasked-search',
      requestId: expect.stringMatching(/^request-/),
      caller: 'arn:aws:iam::111122223333:user/oncall',
      search: expect.stringMatching(/^[0-9a-f]{64}$/),
      time: expect.stringMatching(/^\d{4}-/),
    });
    expect(new Set(audits.map(({ search }) => search)).size).toBe(1);
    expect(JSON.stringify(world.logs)).not.toMatch(/alice|Private/i);
  });
});

it('a page that does not exist is refused before SES is asked', async () => {
  const id = await start({ since: '2h', to: 'nobody@example.com' });
  const requests = world.requests.length;
  const { status, body } = await ask(world.api, requestOf('search', { id, query: 'page=-1' }));
  expect([status, body.type, world.requests.length]).toEqual([400, typeOf('invalid-request'), requests]);
});

it('with VDM off, a search says how to switch it on', async () => {
  const off = await startInsightsWorld({ vdm: 'DISABLED' });
  const { status, body } = await ask(off.api, requestOf('startSearch', { body: {} }));
  await off.close();
  expect([status, body.type]).toEqual([404, typeOf('vdm-off')]);
  expect(body.detail).toMatch(
    /Without it, SES still lists the addresses that it suppresses: aws sesv2 list-suppressed/,
  );
  expect(body.detail).toMatch(/^Switch it on in eu-west-1: aws sesv2 put-account-vdm-attributes/);
});

it('a job that SES could not finish is failed, with what to do', async () => {
  const failing = await startInsightsWorld({ exportJobs: { failure: () => 'SECRET alice' } });
  const { status, body } = await searchFor(failing, {});
  await failing.close();
  expect([status, body]).toEqual([
    200,
    { id: body.id, state: 'failed', detail: expect.stringMatching(/^SES could not finish the job\. Start it again\./) },
  ]);
});

it('a search whose record cannot be written cancels its job', async () => {
  const clients = createClients(locationOf(world.awsUrl), locationOf(world.dynamodbUrl));
  clients.dynamodb.middlewareStack.add(
    (next) => async (args) => {
      const { Item } = args.input as { Item?: { key?: { S?: string } } };
      if (Item?.key?.S?.startsWith('search/')) throw Object.assign(new Error('no'), { name: 'ThrottlingException' });
      return next(args);
    },
    { step: 'initialize', name: 'refuse' },
  );
  world.ahead += HOUR;
  const body = { from: 'nobody@shop.example' };
  const answer = await ask(world.instance({ clients }), requestOf('startSearch', { body }));
  expect([answer.status, answer.body.type]).toEqual([503, typeOf('search-unavailable')]);
  expect(world.logs.at(-1)).toMatchObject({ outcome: 'search-unavailable', tableFailure: 'ThrottlingException' });
  expect(world.requests.slice(-2)).toEqual(['CreateExportJob', 'CancelExportJob']);
});
