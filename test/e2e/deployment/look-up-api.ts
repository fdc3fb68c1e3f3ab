import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { stackOn } from '../support/deployed-stack';
import { codeBlocks } from '../support/documents';
import { createUser } from '../support/iam-user';
import { record } from '../support/observations';
import { run } from '../support/programs';
import { programOf, versionOf } from '../support/tools';
import { AWS_CLI, type Deployment, HOME, lookUpsOf, WEST } from './deployment';

export function testLookUpApi(current: () => Deployment): void {
  let url: string;
  let oncall: Awaited<ReturnType<typeof createUser>>;
  let messageId: string;

  beforeAll(async () => {
    const { emulator, ses, home } = current();
    const id = await home.idOf('AWS::ApiGatewayV2::Api');
    url = apiUrl(emulator.url, id);
    oncall = await createUser(home, 'oncall', documentedPermission(id));
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
    ['an IAM signature', HOME, 403],
    ['a token', WEST, 401],
  ])('rejects a request without %s', async (_, region, expected) => {
    const { emulator } = current();
    const id = await stackOn(emulator, region).idOf('AWS::ApiGatewayV2::Api');
    const ca = readFileSync(emulator.env.NODE_EXTRA_CA_CERTS ?? '');
    const status = await statusOf(`${apiUrl(emulator.url, id)}/v1/messages/${messageId}/insights`, ca);
    record({
      action: `An unsigned look-up in ${region}`,
      client: `Node.js ${process.version}`,
      result: `status ${status}`,
    });
    expect(status).toBe(expected);
  });

  test('accepts the signatures of npm run insights', async () => {
    // The command does not sign for localhost, so the URL has another name that the emulator's certificate covers.
    const otherUrl = url.replace('localhost', 'host.docker.internal');
    const printed = await run('npm', ['run', '-s', 'insights', '--', messageId, '--url', otherUrl], {
      env: {
        ...current().emulator.env,
        ...oncall,
        AWS_REGION: HOME,
        NODE_OPTIONS: `--require ${path.join(__dirname, '../support/resolve-gateway.cjs')}`,
      },
    });
    record({ action: 'The same look-up', client: 'npm run insights', result: printed });
    expect(printed).toContain('BOUNCED_PERMANENTLY');
  });
}

/** Returns the policy statement that the documentation recommends for callers, with this API's id. */
function documentedPermission(apiId: string): object {
  const { code = '' } = codeBlocks('docs/look-ups.md', 'Permissions').find(({ language }) => language === 'json') ?? {};
  return JSON.parse(code.replace('eu-west-1', HOME).replace('111122223333', '000000000000').replace('abc123', apiId));
}

/** Returns the emulator's own URL of an API, because not every resolver knows the host name in the stack's output. */
function apiUrl(emulatorUrl: string, apiId: string): string {
  return `${emulatorUrl}/_aws/execute-api/${apiId}/$default`;
}

function statusOf(url: string, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}
