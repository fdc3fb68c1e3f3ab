/** Verifies the signature against one that the test computes from AWS's documentation. */
import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { authorizeRequests, type UnsignedRequest } from '../../../../cli/insights/client/signed-requests';

const DEPLOYED = 'https://abc123.execute-api.eu-west-1.amazonaws.com';
const PATH = '/v1/messages/0102-x_y.z/insights';
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, KEYS);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

const getRequest = (url: string) => ({ method: 'GET', url: new URL(url), headers: {} });

async function headersFor(base: string, environment: NodeJS.ProcessEnv = {}) {
  const authorize = await authorizeRequests(base, environment);
  return authorize?.(getRequest(`${base}${PATH}`));
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a request to a deployed API', () => {
  it.each<[string, UnsignedRequest, { path: string; query?: string; signs: string[] }]>([
    ['without a body', getRequest(DEPLOYED + PATH), { path: PATH, signs: [] }],
    [
      'with a query',
      getRequest(`${DEPLOYED}/v1/searches/a-b_1?page=1%2F2&after=x%20y`),
      { path: '/v1/searches/a-b_1', query: 'after=x%20y&page=1%2F2', signs: [] },
    ],
    [
      'with a body',
      {
        method: 'POST',
        url: new URL(`${DEPLOYED}/v1/searches`),
        headers: { 'content-type': 'application/json' },
        body: '{"subject":"Größe *"}',
      },
      { path: '/v1/searches', signs: ['content-type'] },
    ],
  ])(
    '%s is signed for its Region, as documented at https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html',
    async (_, request, { path, query = '', signs }) => {
      const headers = (await (await authorizeRequests(DEPLOYED, {}))?.(request)) as Record<string, string>;
      const { authorization = '', 'x-amz-date': date = '', ...others } = headers;
      const [, scope, signedHeaders, signature] =
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ??
        [];
      expect(scope).toBe(`${date.slice(0, 8)}/eu-west-1/execute-api/aws4_request`);
      const sent: Record<string, string> = { ...others, 'x-amz-date': date, host: new URL(DEPLOYED).host };
      const names = (signedHeaders as string).split(';');
      expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token', ...signs]));
      expect(sent).toMatchObject(request.headers);
      const canonical = [
        request.method,
        path,
        query,
        ...names.map((name) => `${name}:${sent[name]}`),
        '',
        signedHeaders,
        sha256(request.body ?? ''),
      ].join('\n');
      const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
      const key = ((scope as string).split('/') as string[]).reduce<string | Buffer>(
        (key, part) => createHmac('sha256', key).update(part).digest(),
        'AWS4secret',
      );
      expect(signature).toBe(createHmac('sha256', key).update(toSign).digest('hex'));
      if ('x-amz-content-sha256' in sent) expect(sent['x-amz-content-sha256']).toBe(sha256(request.body ?? ''));
    },
  );

  it('carries a token instead of a signature if one is set', async () => {
    await expect(headersFor(DEPLOYED, { INSIGHTS_TOKEN: 'abc' })).resolves.toEqual({ authorization: 'Bearer abc' });
  });

  it('carries the token without surrounding white space, and rejects a token that would break the header', async () => {
    await expect(headersFor(DEPLOYED, { INSIGHTS_TOKEN: ' abc.d-e_f~g+h/i==\n' })).resolves.toEqual({
      authorization: 'Bearer abc.d-e_f~g+h/i==',
    });
    await expect(headersFor(DEPLOYED, { INSIGHTS_TOKEN: 'abc\r\nhost: x' })).rejects.toThrow(
      /^INSIGHTS_TOKEN has characters that a token cannot have: set it to the token alone$/,
    );
  });

  it('is rejected in one sentence without credentials', async () => {
    for (const name of Object.keys(KEYS)) delete process.env[name];
    Object.assign(process.env, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    });
    await expect(headersFor(DEPLOYED)).rejects.toThrow(
      /^No AWS credentials were found: choose a profile with AWS_PROFILE, or log in$/,
    );
  });

  it('to a custom domain is signed for the Region of the environment', async () => {
    const headers = await headersFor('https://look-ups.example.com', { AWS_REGION: 'us-east-1' });
    expect(headers?.authorization).toContain('/us-east-1/execute-api/');
  });

  it('is signed with the current credentials, because the credentials of a role expire', async () => {
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    process.env.AWS_CREDENTIAL_EXPIRATION = expiration;
    const authorize = await authorizeRequests(DEPLOYED, {});
    const request = getRequest(DEPLOYED + PATH);
    expect((await authorize?.(request))?.authorization).toContain('Credential=AKIDEXAMPLE/');
    process.env.AWS_ACCESS_KEY_ID = 'AKIDRENEWED';
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expiration) + 1_000);
    delete process.env.AWS_CREDENTIAL_EXPIRATION;
    expect((await authorize?.(request))?.authorization).toContain('Credential=AKIDRENEWED/');
  });

  it('to a custom domain is rejected without a Region', async () => {
    await expect(headersFor('https://look-ups.example.com')).rejects.toThrow(
      'The host name look-ups.example.com does not contain its Region: set AWS_REGION',
    );
  });
});

it.each(['http://127.0.0.1:8484', 'http://localhost:1', 'http://[::1]:1'])(
  'a request to this machine is not signed: %s',
  async (base) => {
    await expect(headersFor(base, { INSIGHTS_TOKEN: 'abc' })).resolves.toBeUndefined();
  },
);
