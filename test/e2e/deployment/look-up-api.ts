import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { beforeAll, expect, test } from '@jest/globals';
import { stackOn } from '../support/deployed-stack';
import { createUser } from '../support/iam-user';
import { record } from '../support/observations';
import { run } from '../support/programs';
import { programOf, versionOf } from '../support/tools';
import { apiUrl, lookUpPermission, RESOLVE_GATEWAY, toOtherName } from './api-access';
import { AWS_CLI, type Deployment, HOME, lookUpsOf, WEST } from './deployment';

export function testLookUpApi(current: () => Deployment): void {
  let url: string;
  let oncall: Awaited<ReturnType<typeof createUser>>;
  let messageId: string;

  beforeAll(async () => {
    const { emulator, ses, home } = current();
    const id = await home.idOf('AWS::ApiGatewayV2::Api');
    url = apiUrl(emulator.url, id);
    oncall = await createUser(home, 'oncall', lookUpPermission(id));
    await home.addVariables(await lookUpsOf(home), ses.variables);
    messageId = ses.bouncedMessage();
  });

  async function lookUp(path: string) {
    const args = ['--service', 'execute-api', '--region', HOME, `${url}${path}`];
    return JSON.parse(await run(programOf('awscurl'), args, { env: { ...current().emulator.env, ...oncall } }));
  }

  test('returns masked addresses to an authorized caller', async () => {
    const response = await lookUp(`/v1/messages/${messageId}/insights`);
    record({
      action: 'A signed look-up, through API Gateway',
      client: versionOf('awscurl'),
      result: JSON.stringify(response),
    });
    expect(response).toMatchObject({ messageId, insights: [{ status: 'BOUNCED_PERMANENTLY' }] });
    expect(response.fromEmailAddress).toMatch(/^.\*\*\*@/);
  });

  test('keeps the response in its table', async () => {
    const { home } = current();
    const table = await home.idOf('AWS::DynamoDB::Table');
    const items = await home.aws<object[]>('dynamodb', 'scan', '--table-name', table, '--query', 'Items');
    record({
      action: 'The table after a look-up',
      client: AWS_CLI,
      result: `${items.length} items: the turns and an answer`,
    });
    expect(items).toHaveLength(2);
  });

  test('denies unmasked look-ups to the same caller', async () => {
    const response = await lookUp(`/v1/unmasked/messages/${messageId}/insights`);
    record({ action: 'The same look-up, unmasked', client: versionOf('awscurl'), result: response.message });
    expect(response.message).toContain('is not authorized to perform: execute-api:Invoke');
  });

  test.each([
    ['a look-up without an IAM signature', HOME, 403, 'GET'],
    ['a search without an IAM signature', HOME, 403, 'POST'],
    ['a look-up without a token', WEST, 401, 'GET'],
    ['a search without a token', WEST, 401, 'POST'],
  ] as const)('rejects %s', async (title, region, expected, method) => {
    const { emulator } = current();
    const id = await stackOn(emulator, region).idOf('AWS::ApiGatewayV2::Api');
    const ca = readFileSync(emulator.env.NODE_EXTRA_CA_CERTS ?? '');
    const path = method === 'GET' ? `/v1/messages/${messageId}/insights` : '/v1/searches';
    const status = await statusOf(`${apiUrl(emulator.url, id)}${path}`, { method, ca });
    record({
      action: `In ${region}, ${title}`,
      client: `Node.js ${process.version}`,
      result: `status ${status}`,
    });
    expect(status).toBe(expected);
  });

  test('accepts the signatures of npm run insights', async () => {
    const printed = await run('npm', ['run', '-s', 'insights', '--', messageId, '--url', toOtherName(url)], {
      env: { ...current().emulator.env, ...oncall, AWS_REGION: HOME, NODE_OPTIONS: RESOLVE_GATEWAY },
    });
    record({ action: 'The same look-up', client: 'npm run insights', result: printed });
    expect(printed).toContain('BOUNCED_PERMANENTLY');
  });
}

function statusOf(url: string, options: { readonly method: string; readonly ca: Buffer }): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
