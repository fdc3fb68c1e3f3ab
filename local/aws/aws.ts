/** AWS on this machine: one HTTP endpoint for every SDK client. Point AWS_ENDPOINT_URL to it. */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { ClientLocation } from '../../lambda/shared/client-location';
import { metricOperations } from './cloudwatch-endpoint';
import { type Listening, listenOnLoopback } from './loopback';
import type { MetricStore } from './metric-store';
import { AwsError } from './protocols/aws-error';
import type { CallScope, Operation, Operations } from './protocols/operation';
import type { AwsRequest } from './protocols/protocol';
import { readRequest, readScope } from './protocols/read-request';
import { createRegionalSes, type RegionalSesOptions } from './regional-ses';
import { toErrorAnswer } from './sesv2/errors';
import type { SesV2, SesV2OperationName } from './sesv2/operations';
import { FILES_PATH } from './sesv2/presigned-url';
import { readInput, SES_V2_ROUTES, writeOutput } from './sesv2/routes';
import type { LocalTopics } from './sns';
import { publishAnswer } from './sns-endpoint';
import type { WireAnswer } from './wire';

export type { LocalAccount } from './regional-ses';

export interface LocalAwsOptions extends RegionalSesOptions {
  readonly metrics: MetricStore;
  /** Datapoints on a page of GetMetricData. Default: CloudWatch's 100,800. */
  readonly pageSize?: number;
  /** Keeps the published messages. Default: SNS is not available. */
  readonly topics?: LocalTopics;
  /** What is deployed, as `createLocalDeployment` creates it. Default: the endpoint answers no question about it. */
  readonly deployment?: Deployment;
  /** Default: the endpoint answers everything. */
  readonly intercept?: Intercept;
  /** The endpoint speaks TLS with this certificate. Default: plain HTTP. */
  readonly certificate?: Certificate;
}

/** A certificate for 127.0.0.1 and its private key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Answers an operation instead of the endpoint. If it returns undefined, the endpoint answers. If it returns an error, the
 * client gets the error in the protocol of its request. If its promise never settles, the call hangs. `GetObject` is the
 * download of an export job's file.
 *
 * @param body the body of the request; CBOR as JSON. For a request without a body, it is the message id, the job id, the
 * address, or the query
 */
export type Intercept = (
  operation: string,
  body: string,
  scope: CallScope,
  call: InterceptedCall,
) => Intercepted | Promise<Intercepted>;

export interface InterceptedCall {
  /** Returns the endpoint's own answer, after the operation took effect. */
  answer(): Promise<WireAnswer>;
  /** The client's connection, which a test can cut. */
  readonly connection: Socket;
}

type Intercepted = WireAnswer | AwsError | undefined;

/** What is deployed: the operations that answer questions about it, by the name with which clients of a service sign. */
export interface Deployment {
  readonly operations: Readonly<Record<string, Operations>>;
}

export type LocalAws = Listening;

/** Returns the client configuration of the endpoint. It overrides the user's own AWS settings. */
export function locationOf(url: string): ClientLocation {
  return {
    endpoint: url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  };
}

/** Starts the endpoint on a free port of the loopback interface. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { fetch } = createApp(options);
  const { certificate } = options;
  const server = certificate
    ? createAdaptorServer({ fetch, createServer: createTlsServer, serverOptions: { ...certificate } })
    : createAdaptorServer({ fetch, createServer });
  return listenOnLoopback(server as Server); // both are HTTP/1.1 servers
}

function createApp({
  account,
  accountIn,
  metrics,
  now,
  limitClock,
  pageSize,
  exportJobs,
  topics,
  deployment,
  intercept,
}: LocalAwsOptions): Hono<{ Bindings: HttpBindings }> {
  const sesIn = createRegionalSes({ account, accountIn, now, limitClock, exportJobs });
  const app = new Hono<{ Bindings: HttpBindings }>();
  // Returns the error to the caller instead of printing a stack trace.
  app.onError((error, context) =>
    context.json({ message: String(error) }, 500, { 'x-amzn-errortype': 'InternalFailure' }),
  );

  async function answer(
    context: Context<{ Bindings: HttpBindings }>,
    operation: string,
    body: string,
    answerAsAws: () => WireAnswer | Promise<WireAnswer>,
    writeError: (error: AwsError) => WireAnswer = restError,
  ): Promise<Response> {
    const scope = readScope(context.req.header('authorization') ?? '');
    const call = { answer: async () => answerAsAws(), connection: context.env.incoming.socket };
    const intercepted = await intercept?.(operation, body, scope, call);
    const {
      status,
      contentType,
      headers,
      body: content,
    } = intercepted instanceof AwsError ? writeError(intercepted) : (intercepted ?? (await answerAsAws()));
    return context.body(content, status as 200, { 'content-type': contentType, ...headers });
  }

  const services: Readonly<Record<string, Operations>> = {
    ...deployment?.operations,
    monitoring: { ...metricOperations(metrics, pageSize), ...deployment?.operations.monitoring },
  };

  app.on('POST', ['/', '/service/:service/operation/:operation'], async (context) => {
    const bytes = await readBytes(context);
    const request = readRequest(context.req.path, context.req.raw.headers, bytes);
    const body = bytes.toString('utf8');
    if (!request) return context.text('The request is in no protocol of AWS.', 400);
    const { operation, protocol, service } = request;
    const offered = services[service]?.[operation];
    if (offered) {
      return answer(context, operation, body, () => answerOperation(request, offered), protocol.writeError);
    }
    const form = new URLSearchParams(body);
    if (operation === 'Publish' && topics) {
      return answer(context, operation, body, () => publishAnswer(topics, form), protocol.writeError);
    }
    if (operation === 'GetSendStatistics') {
      return answer(context, operation, body, () => sesIn(request.region).getSendStatistics(), protocol.writeError);
    }
    return answer(context, operation, body, () => {
      const unsupported = new AwsError('UnknownOperationException', `${service} ${operation} is not supported.`);
      return protocol.writeError(unsupported);
    });
  });
  app.get('/v2/email/account', (context) =>
    answer(context, 'GetAccount', '', () => sesIn(regionOf(context)).getAccount()),
  );
  // AWS documents the path with a trailing slash, but not every client sends it.
  app.on('GET', ['/v2/email/insights/:messageId', '/v2/email/insights/:messageId/'], (context) => {
    const { messageId } = context.req.param();
    return answer(context, 'GetMessageInsights', messageId, () =>
      sesIn(regionOf(context)).getMessageInsights(messageId),
    );
  });
  for (const operation of Object.keys(SES_V2_ROUTES) as SesV2OperationName[]) {
    const { method, path } = SES_V2_ROUTES[operation];
    app.on(method, [path, `${path}/`], async (context) => {
      const body = await readBody(context);
      const [parameter = new URL(context.req.url).search.slice(1)] = Object.values<string>(context.req.param());
      const { sesv2 } = sesIn(regionOf(context));
      return answer(context, operation, body || parameter, () => answerSesV2(sesv2, operation, context, body));
    });
  }
  // A download is not signed. Only the default account has files.
  app.get(`${FILES_PATH}:jobId`, (context) =>
    answer(context, 'GetObject', context.req.param('jobId'), () => sesIn('').sesv2.file(context.req.url)),
  );
  return app;
}

function regionOf({ req }: Context): string {
  return readScope(req.header('authorization') ?? '').region;
}

function answerSesV2({ operations }: SesV2, operation: SesV2OperationName, { req }: Context, body: string): WireAnswer {
  const { origin, searchParams: query } = new URL(req.url);
  try {
    const input = readInput(SES_V2_ROUTES[operation], { parameters: req.param(), query, body });
    const output = operations[operation](input, origin);
    return { status: 200, contentType: 'application/json', body: writeOutput(output) };
  } catch (error) {
    return toErrorAnswer(error);
  }
}

async function answerOperation(request: AwsRequest, offered: Operation): Promise<WireAnswer> {
  const { protocol, body, service, region } = request;
  try {
    const input = await protocol.read(offered.input, body);
    return protocol.write(offered, await offered.answer(input, { service, region }));
  } catch (error) {
    if (error instanceof AwsError) return protocol.writeError(error);
    throw error;
  }
}

/** Writes an error as REST JSON. */
function restError({ code, message, status }: AwsError): WireAnswer {
  return {
    status,
    contentType: 'application/json',
    headers: { 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  };
}

async function readBody(context: Context): Promise<string> {
  return (await readBytes(context)).toString('utf8');
}

async function readBytes(context: Context): Promise<Buffer> {
  const bytes = Buffer.from(await context.req.arrayBuffer());
  if (context.req.header('content-encoding') !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Error(`The body is not valid gzip (${(error as Error).message})`);
  }
}
