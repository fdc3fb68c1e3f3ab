import { beforeAll, expect, test } from '@jest/globals';
import { ROUTES } from '../../../lambda/message-insights/contract';
import type { Breakdown, Recipient, Search } from '../../../lambda/message-insights/search-schemas';
import { createUser } from '../support/iam-user';
import { record } from '../support/observations';
import { run } from '../support/programs';
import { programOf, versionOf } from '../support/tools';
import { waitFor } from '../support/wait-for';
import { apiUrl, lookUpPermission, RESOLVE_GATEWAY, searchPermission, toOtherName } from './api-access';
import { AWS_CLI, type Deployment, HOME } from './deployment';

type User = Awaited<ReturnType<typeof createUser>>;

const AWSCURL = versionOf('awscurl');

/** The subject of the mail that bounces. */
const CULPRIT = 'Spring sale';

/** Runs after the tests of look-ups, which point the function to the simulated SES. */
export function testSearches(current: () => Deployment): void {
  let url: string;
  let searcher: User;
  let looker: User;

  beforeAll(async () => {
    const { emulator, home } = current();
    const id = await home.idOf('AWS::ApiGatewayV2::Api');
    url = apiUrl(emulator.url, id);
    searcher = await createUser(home, 'searcher', searchPermission(id));
    looker = await createUser(home, 'looker', lookUpPermission(id));
  });

  /** Calls a route such as `POST /v1/searches`. */
  async function call<T>(user: User, route: string, body?: object): Promise<T> {
    const [method = '', path = ''] = route.split(' ');
    const content = body ? ['--header', 'content-type: application/json', '--data', JSON.stringify(body)] : [];
    const args = ['--service', 'execute-api', '--region', HOME, '--request', method, ...content, `${url}${path}`];
    return JSON.parse(await run(programOf('awscurl'), args, { env: { ...current().emulator.env, ...user } })) as T;
  }

  /** Asks for a result until SES has finished. */
  async function resultOf<T extends Search | Breakdown>(route: string): Promise<T> {
    const ask = async () => {
      const answer = await call<T>(searcher, `GET ${route}`);
      return answer.state === 'running' ? undefined : answer;
    };
    return waitFor(`the result of ${route}`, ask, { seconds: 90 });
  }

  test('explain why one person gets no mail, and find the mail', async () => {
    const address = current().ses.suppressedAddress();
    const recipient = await call<Recipient>(searcher, 'POST /v1/recipients', { address });
    const { explanation, suppression, search } = recipient;
    record({ action: 'A look-up of a suppressed recipient', client: AWSCURL, result: JSON.stringify(explanation) });
    expect(recipient).toMatchObject({ address, suppression: { listed: true }, search: { state: 'running' } });
    expect(suppression.causeMessageId).toMatch(/^\w+-/);
    const found = await resultOf<Search>(`/v1/searches/${search.id}`);
    record({
      action: 'The search for the mail to this recipient',
      client: AWSCURL,
      result: `${found.state}: ${JSON.stringify(found.mails)}, ${JSON.stringify(found.outcomes)}`,
    });
    expect(found).toMatchObject({ state: 'done', recipients: { exactly: 1 } });
    expect(found.rows?.map(({ messageId }) => messageId)).toContain(suppression.causeMessageId);
    for (const row of found.rows ?? []) expect(row).toMatchObject({ to: address, subject: null });
  });

  test('find which mail bounces', async () => {
    const { id, state } = await call<Search>(searcher, 'POST /v1/searches', { preset: 'bouncing', since: '2h' });
    expect(state).toBe('running');
    const { groups, ...search } = await resultOf<Search>(`/v1/searches/${id}`);
    record({ action: 'A search for bounces', client: AWSCURL, result: `${search.state}: ${groups?.finding}` });
    expect(search).toMatchObject({ state: 'done', isSample: false });
    expect(groups?.finding).toContain(CULPRIT);
    expect(groups?.events.exactly).toBeGreaterThan(100);
  });

  test('return the daily numbers', async () => {
    const { id, state } = await call<Breakdown>(searcher, 'POST /v1/breakdowns', { by: 'isp', days: 2 });
    expect(state).toBe('running');
    const { rows = [], ...breakdown } = await resultOf<Breakdown>(`/v1/breakdowns/${id}`);
    const numbers = rows.map(({ value, sends, hardBounces }) => `${value}: ${hardBounces} of ${sends}`);
    record({ action: 'A breakdown by provider', client: AWSCURL, result: `${breakdown.state}: ${numbers.join(', ')}` });
    expect(breakdown).toMatchObject({ state: 'done', by: 'isp' });
    expect(rows.map(({ value }) => value)).toContain('Gmail');
    const sends = [...rows, ...(breakdown.rest ? [breakdown.rest] : [])].reduce((sum, row) => sum + row.sends, 0);
    expect(sends).toBe(breakdown.total?.sends);
  });

  test('accept the signatures of npm run insights', async () => {
    const args = ['run', '-s', 'insights', '--', 'bouncing', '--since', '2h', '--url', toOtherName(url)];
    const printed = await run('npm', args, {
      env: { ...current().emulator.env, ...searcher, AWS_REGION: HOME, NODE_OPTIONS: RESOLVE_GATEWAY },
    });
    record({ action: 'The same search', client: 'npm run insights', result: printed });
    expect(printed).toContain(CULPRIT);
  });

  test('leave no personal data in the table', async () => {
    const { home, ses } = current();
    const table = await home.idOf('AWS::DynamoDB::Table');
    const items = await home.aws<object[]>('dynamodb', 'scan', '--table-name', table, '--query', 'Items');
    const ids = items.map((item) => Object.values(Object.values(item).map((value) => value.S)).join(' '));
    const searches = ids.filter((id) => /(?:^|\s)search\/[\da-f]{64}/.test(id));
    record({
      action: 'The table after searches',
      client: AWS_CLI,
      result: `${searches.length} searches of ${items.length} items`,
    });
    expect(searches.length).toBeGreaterThanOrEqual(3);
    const text = JSON.stringify(items);
    for (const personal of [ses.suppressedAddress(), CULPRIT, 'http', 'searcher']) expect(text).not.toContain(personal);
  });

  const { recipient, startSearch, search, startBreakdown, breakdown, startUnmaskedSearch, unmaskedSearch } = ROUTES;
  const searches = [recipient, startSearch, search, startBreakdown, breakdown];
  const unmasked = [startUnmaskedSearch, unmaskedSearch];
  test.each([
    ['looks messages up', () => looker, [...searches, ...unmasked]],
    ['searches', () => searcher, [ROUTES.masked, ROUTES.unmasked, ...unmasked]],
  ] as const)('are denied with every other permission: a caller who %s', async (title, user, routes) => {
    const answers = await Promise.all(
      routes.map((route) => call<{ message?: string }>(user(), route.replace(/\{\w+\}/, 'some-id'))),
    );
    const denied = answers.filter(({ message }) =>
      message?.includes('is not authorized to perform: execute-api:Invoke'),
    );
    record({
      action: `Other routes, by a caller who ${title}`,
      client: AWSCURL,
      result: `${denied.length} of ${answers.length} requests denied`,
    });
    expect(denied).toHaveLength(routes.length);
  });
}
