/** Explanations of errors that the SDK's clients receive over HTTP. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetSendStatisticsCommand, SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { explainAwsError } from '../../../cli/terminal/aws-error';
import { locationOf } from '../../../local/aws/aws';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';

const ACCOUNT = { service: 'SES', action: 'ses:GetAccount' };

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

let server: Listening | undefined;
afterEach(() => server?.close());

async function replying({ status, headers = {}, body = '' }: Reply) {
  server = await listenOnLoopback(createServer((_, response) => response.writeHead(status, headers).end(body)));
  return { ...locationOf(server.url), maxAttempts: 1 };
}

async function sentenceOf(call: Promise<unknown>, failedCall = ACCOUNT): Promise<string> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  return explainAwsError(error, failedCall);
}

const getAccount = (config: SESv2ClientConfig) => new SESv2Client(config).send(new GetAccountCommand({}));

const rejection = (status: number, name: string, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: JSON.stringify({ message }),
});

const XML = { 'content-type': 'text/xml' };
const PAGE = { 'content-type': 'text/html' };
const DENIED =
  'User: arn:aws:iam::123456789012:user/x is not authorized to perform: ses:GetAccount because no identity-based policy allows the ses:GetAccount action';

describe('SES v2', () => {
  it.each<[string, Reply, string]>([
    [
      'a web page',
      { status: 200, headers: PAGE, body: '<html>' },
      'The response is not from SES, or it cannot be read (HTTP status 200, text/html): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a web page of a proxy that denies access',
      { status: 407, headers: PAGE, body: '<html>' },
      'The response is not from SES, or it cannot be read (HTTP status 407, text/html): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: '/' } },
      'The response is not from SES, or it cannot be read (HTTP status 302, no content type): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a truncated object',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"SendQuota":' },
      'The response is not from SES, or it cannot be read (HTTP status 200, application/json): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a denied call',
      rejection(403, 'AccessDeniedException', DENIED),
      `AWS does not allow ses:GetAccount (AccessDeniedException: ${DENIED}): add {"Effect":"Allow","Action":"ses:GetAccount","Resource":"*"} to the caller's policy`,
    ],
    [
      'an explicit deny',
      rejection(
        403,
        'AccessDeniedException',
        'not authorized to perform: ses:GetAccount with an explicit deny in an SCP',
      ),
      'AWS does not allow ses:GetAccount (AccessDeniedException: not authorized to perform: ses:GetAccount with an explicit deny in an SCP): a policy denies it explicitly, so an Allow does not help; ask the owner of that policy',
    ],
    [
      'an unknown access key',
      rejection(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
      'AWS does not accept the credentials (UnrecognizedClientException: The security token included in the request is invalid): check AWS_PROFILE, and check that the Region is enabled in the account',
    ],
    [
      'an expired token',
      rejection(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
      'The AWS credentials have expired (ExpiredTokenException: The security token included in the request is expired): log in again',
    ],
    [
      'a wrong clock',
      rejection(403, 'RequestTimeTooSkewed', 'Too far from now.'),
      'AWS rejected the time of the request (RequestTimeTooSkewed: Too far from now): correct the clock of this machine',
    ],
    [
      'a throttle',
      rejection(429, 'TooManyRequestsException', 'Too Many Requests'),
      'SES throttled the call (TooManyRequestsException: Too Many Requests): try again in a few seconds',
    ],
    [
      'a throttle of a proxy',
      { status: 429, headers: PAGE, body: '<html>' },
      'SES throttled the call (HTTP status 429): try again in a few seconds',
    ],
    [
      'a server error',
      rejection(500, 'InternalFailure', ''),
      'SES failed (InternalFailure): try again in a few minutes',
    ],
    [
      'any other error, without advice',
      rejection(400, 'BadRequestException', 'No such\n thing'),
      'SES rejected the call (BadRequestException: No such thing)',
    ],
  ])('that responds with %s', async (_, reply, sentence) => {
    await expect(sentenceOf(getAccount(await replying(reply)))).resolves.toBe(sentence);
  });

  it('that times out', async () => {
    server = await listenOnLoopback(createServer(() => undefined));
    const requestHandler = { requestTimeout: 20, throwOnRequestTimeout: true };
    const sentence = await sentenceOf(getAccount({ ...locationOf(server.url), maxAttempts: 1, requestHandler }));
    expect(sentence).toBe(
      'SES cannot be reached, or the connection broke (ETIMEDOUT: a request has exceeded the configured 20 ms requestTimeout): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    );
  });

  it.each<[string, SESv2ClientConfig, RegExp]>([
    [
      'has an endpoint that is not a URL',
      { ...locationOf('127.0.0.1:9'), maxAttempts: 1 },
      /^AWS_ENDPOINT_URL is not a URL: set it to one such as /,
    ],
    [
      'has a Region that is not a name',
      { region: 'eu west', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
      /^The Region cannot be used \(Region not accepted: region="eu west".*\): set AWS_REGION to one such as eu-west-1$/,
    ],
  ])('that %s', async (_, config, sentence) => {
    await expect(sentenceOf(getAccount(config))).resolves.toMatch(sentence);
  });
});

describe('SES v1', () => {
  const error = (code: string, message: string) =>
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

  it.each<[string, Reply, string]>([
    [
      'JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
      'The response is not from SES, or it cannot be read (HTTP status 200, application/json): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a web page of a proxy that denies access',
      { status: 502, headers: PAGE, body: '<html></html>' },
      'The response is not from SES, or it cannot be read (HTTP status 502, text/html): check AWS_ENDPOINT_URL and proxies',
    ],
    [
      'a denied call in its own format',
      {
        status: 403,
        headers: XML,
        body: error('AccessDenied', 'User `a:b&apos; is not authorized to perform `ses:GetSendStatistics&apos;'),
      },
      'AWS does not allow ses:GetSendStatistics (AccessDenied: User `a:b\' is not authorized to perform `ses:GetSendStatistics\'): add {"Effect":"Allow","Action":"ses:GetSendStatistics","Resource":"*"} to the caller\'s policy',
    ],
    [
      'a throttle',
      { status: 400, headers: XML, body: error('Throttling', 'Rate exceeded') },
      'SES throttled the call (Throttling: Rate exceeded): try again in a few seconds',
    ],
  ])('that responds with %s', async (_, reply, sentence) => {
    const call = new SESClient(await replying(reply)).send(new GetSendStatisticsCommand({}));
    await expect(sentenceOf(call)).resolves.toBe(sentence);
  });
});

it('names the service', async () => {
  const client = new CloudWatchClient(await replying(rejection(500, 'InternalServiceFault', 'Oops.')));
  const call = client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] }));
  await expect(sentenceOf(call, { service: 'CloudWatch', action: 'cloudwatch:PutMetricData' })).resolves.toBe(
    'CloudWatch failed (InternalServiceFault: Oops): try again in a few minutes',
  );
});

/** In Jest, the SDK does not recognize errors of Node.js, because they belong to another realm. The SDK rewrites these errors. */
describe('without a client:', () => {
  it('a closed port', async () => {
    const [error] = await once(
      connect(9, '127.0.0.1').on('error', () => undefined),
      'error',
    ).catch((error) => [error]);
    expect(explainAwsError(error, ACCOUNT)).toBe(
      'SES cannot be reached, or the connection broke (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    );
  });

  const named = (name: string, message: string, more: object = {}) =>
    Object.assign(new Error(message), { name, ...more });

  it.each<[string, unknown, string]>([
    [
      'no credentials',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'No AWS credentials were found: choose a profile with AWS_PROFILE, or log in',
    ],
    [
      'an expired session',
      named('CredentialsProviderError', "Token is expired. To refresh this SSO session run 'aws sso login'."),
      "No AWS credentials can be used (Token is expired. To refresh this SSO session run 'aws sso login'): log in, or choose another profile with AWS_PROFILE",
    ],
    [
      'a role that cannot be assumed',
      named('AccessDenied', 'x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r', {
        $fault: 'client',
      }),
      'AWS does not allow sts:AssumeRole (AccessDenied: x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r): add {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::1:role/r"} to the caller\'s policy',
    ],
    [
      'no Region',
      new Error('Region is missing'),
      'No Region is set: set AWS_REGION, or choose a profile with AWS_PROFILE that has one',
    ],
    [
      'the certificate of a proxy',
      named('Error', 'self-signed certificate in certificate chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      'The TLS certificate of SES is not trusted (SELF_SIGNED_CERT_IN_CHAIN): behind a proxy that decrypts traffic, set NODE_EXTRA_CA_CERTS',
    ],
    [
      'several addresses that refuse connections',
      named('AggregateError', '', { code: 'ECONNREFUSED' }),
      'SES cannot be reached, or the connection broke (ECONNREFUSED): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    ],
    [
      'a response that breaks off',
      named(
        'Error',
        'aborted\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response',
        {
          code: 'ECONNRESET',
          $metadata: { httpStatusCode: 200 },
        },
      ),
      'SES cannot be reached, or the connection broke (ECONNRESET: aborted): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    ],
    ['an error of this package', new Error('11 points of 100 cannot be used'), '11 points of 100 cannot be used'],
    ['a string', 'gone', 'gone'],
    ['undefined', undefined, 'undefined'],
  ])('%s', (_, error, sentence) => {
    expect(explainAwsError(error, ACCOUNT)).toBe(sentence);
  });

  it.each<[string, string, string]>([
    [
      'AccessDeniedException',
      DENIED,
      `AWS does not allow ses:GetAccount (AccessDeniedException: ${DENIED}): add {"Effect":"Allow","Action":"ses:GetAccount","Resource":"*"} to the caller's policy`,
    ],
    ['Throttling', 'Rate exceeded', 'SES throttled the call (Throttling: Rate exceeded): try again in a few seconds'],
    [
      'Error',
      'getaddrinfo ENOTFOUND email.eu-nowhere-9.amazonaws.com',
      'SES cannot be reached, or the connection broke (ENOTFOUND: getaddrinfo ENOTFOUND email.eu-nowhere-9.amazonaws.com): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    ],
    [
      'Error',
      'socket hang up',
      'SES cannot be reached, or the connection broke (Error: socket hang up): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network',
    ],
    [
      'TypeError',
      'Invalid URL',
      'AWS_ENDPOINT_URL is not a URL: set it to one such as http://127.0.0.1:4566, or unset it',
    ],
    ['InternalFailure', 'Oops.', 'SES failed (InternalFailure: Oops): try again in a few minutes'],
    ['BadRequestException', 'No', 'SES rejected the call (BadRequestException: No)'],
    [
      'UnreadableAnswer',
      'SES answered without a list',
      'The response is not from SES, or it cannot be read (SES answered without a list): check AWS_ENDPOINT_URL and proxies',
    ],
  ])('an error with only a name and a message: %s, %s', (name, message, sentence) => {
    expect(explainAwsError(named(name, message), ACCOUNT)).toBe(sentence);
  });

  it('a long message is truncated to one line', () => {
    expect(explainAwsError(new Error('a \n'.repeat(100_000)), ACCOUNT)).toBe(`${'a '.repeat(250)}...`);
  });
});
