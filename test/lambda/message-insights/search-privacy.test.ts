/** Planted people, and a check of every answer, log line and table item of searches and recipients. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { locationOf } from '../../../local/aws/aws';
import {
  type ApiAnswer,
  ask,
  type InsightsWorld,
  idOf,
  requestOf,
  searchFor,
  startInsightsWorld,
  TABLE,
} from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { bounces } from '../../support/planted-mail';
import { HOUR, MINUTE } from '../../support/world';

const SENT_AT = Date.now() - HOUR;
const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE };
const ALICE = 'alice.wonder@wonder.example';
const CAUSE = idOf(SENT_AT);

/** Matches the personal data in every row. */
const POISON = /alice|wonder|secret|203\.0\.113/i;

const SECRETS = bounces([ALICE, ALICE, ALICE, ALICE, ALICE, 'alice.wonder+x@wonder.example'], {
  ...at,
  from: 'Alice Wonder <alice.wonder@shop.example>',
  subject: 'A secret for alice',
  isp: 'alice@example.com',
  bounceSubType: 'Alice',
  diagnosticCode: 'smtp; 550 5.1.1 <alice.wonder@wonder.example> alice is secret',
  engagementEvent: 'alice@example.com',
});
const NAMED = bounces([ALICE, 'bob@b.example', 'carol@c.example', 'dan@d.example', 'eve@e.example'], {
  ...at,
  subject: 'Wonder what Alice says',
  from: 'wonder@shop.example',
});

let world: InsightsWorld;
beforeAll(async () => {
  world = await startInsightsWorld({
    mail: [...SECRETS, ...NAMED],
    messages: {
      [CAUSE]: messageOf(CAUSE, SENT_AT, [permanentBounce(3, `550 <${ALICE}>: secret`)], {
        FromEmailAddress: 'Alice Wonder <alice@example.com>',
        Subject: 'A secret for alice',
      }),
    },
    suppressed: { 'mallory@example.com': { reason: 'BOUNCE', since: SENT_AT, messageId: CAUSE } },
  });
});
afterAll(() => world.close());

describe('no answer of a masked route names a person', () => {
  it.each<[string, object]>([
    ['a search for everything', { since: '1d' }],
    ['a search for a provider', { since: '1d', outcome: 'bounced', isp: 'Gmail' }],
    ['a search for a domain', { since: '1d', to: '*@wonder.example' }],
    ['a count of bounces', { since: '1d', preset: 'bouncing' }],
  ])('%s', async (_, body) => {
    const answer = await searchFor(world, body);
    expect(answer.body.state).toBe('done');
    expect(JSON.stringify(answer)).not.toMatch(POISON);
  });

  it('a search for another person at the same time', async () => {
    const { body } = await searchFor(world, { since: '1d', to: 'bob@b.example' });
    expect(body.rows).toMatchObject([{ to: 'bob@b.example', from: expect.any(String) }]);
    // The sender and the subject are shown to the person's own caller only if five people of this answer share them.
    expect(body.rows[0].subject).toBeNull();
  });

  it('a look-up of somebody whose suppression was caused by a message to Alice', async () => {
    world.ahead += HOUR;
    const { status, body } = await ask(world.api, requestOf('recipient', { body: { address: 'mallory@example.com' } }));
    expect([status, body.suppression.cause.messageId]).toEqual([200, CAUSE]);
    expect(JSON.stringify(body)).not.toMatch(POISON);
  });

  it('a search for Alice shows her address, which the caller gave, and nothing else of her', async () => {
    const { body } = await searchFor(world, { since: '1d', to: ALICE });
    expect(body.mails).toEqual({ exactly: 6 });
    expect(JSON.stringify(body).replaceAll(ALICE, '')).not.toMatch(POISON);
  });
});

describe('a caller who guesses one letter at a time', () => {
  const others = ({ status, body }: ApiAnswer) => {
    const { id, from, until, ...rest } = body;
    return { status, rest };
  };

  it.each([
    ['the subject', 'subject', ['A*', 'B*', 'A s*', 'A t*', 'A secret for alice*']],
    ['the sender', 'from', ['Alice*', 'Bob*', '*shop.example>', '*none.example>']],
    ['the domain', 'to', ['*@wonder.example', '*@wunder.example']],
  ])('of %s learns nothing, because right and wrong guesses have the same answer', async (_, filter, guesses) => {
    const answers: ApiAnswer[] = [];
    for (const guess of guesses) {
      answers.push(await searchFor(world, { since: '1d', [filter]: guess, isp: 'alice@example.com', limit: 5 }));
    }
    const unmasked = { since: '1d', [filter]: guesses[0], isp: 'alice@example.com' };
    expect((await searchFor(world, unmasked, { unmasked: true })).body.rows.length).toBeGreaterThan(0);
    expect(new Set(answers.map((answer) => JSON.stringify(others(answer)))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { isWithheld: true } });
  });
});

describe('after all of these', () => {
  it('no log line names a person, also after wrong requests and unmasked searches', async () => {
    const wrong: [Parameters<typeof requestOf>[0], object | string][] = [
      ['startSearch', '{"to":"alice@example.com"'],
      ['startSearch', { alice: ALICE }],
      ['startSearch', { since: ALICE }],
      ['startSearch', { to: ALICE, subject: 'secret' }],
      ['startSearch', { outcome: 'alice' }],
      ['recipient', { address: 'Alice <alice@example.com>' }],
    ];
    for (const [route, body] of wrong) expect((await ask(world.api, requestOf(route, { body }))).status).toBe(400);
    await searchFor(world, { since: '1d', to: ALICE, subject: 'A secret*' }, { unmasked: true });
    const paths = requestOf('search', { id: ALICE, query: `page=${ALICE}` });
    expect((await ask(world.api, paths)).status).toBe(404);
    expect(world.logs.length).toBeGreaterThan(30);
    expect(JSON.stringify(world.logs)).not.toMatch(POISON);
  });

  it("no item of the table has an address, an ID, a caller's name or a URL", async () => {
    const started = await ask(world.api, requestOf('startSearch', { body: { to: ALICE, since: '2d' } }));
    expect(started.status).toBe(202);
    const client = new DynamoDBClient(locationOf(world.dynamodbUrl));
    const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE }));
    client.destroy();
    const records = Items.filter(({ key }) => key?.S?.startsWith('search/'));
    expect(records.length).toBeGreaterThan(10);
    const all = JSON.stringify(Items);
    expect(all).not.toMatch(POISON);
    expect(all).not.toMatch(/https?:|X-Amz|oncall|shop\.example/i);
    expect(all).not.toContain(started.body.id);
  });

  it('no answer has the URL of the file', async () => {
    const { body } = await searchFor(world, { since: '3d' });
    expect(body.state).toBe('done');
    expect(JSON.stringify([body, world.logs])).not.toMatch(/X-Amz-|ses-export-files|https?:/i);
  });
});
