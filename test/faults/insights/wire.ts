/** A wire between the functions and a local service, on which requests and answers get lost, late or damaged. */
import { Agent, createServer, type IncomingHttpHeaders, type ServerResponse, request as send } from 'node:http';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';
import type { FaultClock } from './clock';

/** The header with the number of a call on the clock. */
export const CALL_HEADER = 'x-fault-call';

export type WireService = 'ses' | 'files' | 'table' | 'sns' | 'cloudwatch';

export interface WireCall {
  readonly service: WireService;
  /** AWS's name of the operation. `GetObject` is the download of a file. */
  readonly operation: string;
  readonly path: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The instance of a function that sent it. */
  readonly instance: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `isApplied`: the service gets the request, and only its answer is lost. */
export type WireFault =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  | { readonly kind: 'hang' | 'cut'; readonly isApplied: boolean }
  /** The answer stops after half of its body: the connection stays open, or is cut. */
  | { readonly kind: 'drip' | 'truncate' }
  | { readonly kind: 'change'; readonly change: (answer: WireAnswer) => WireAnswer }
  | { readonly kind: 'slow'; readonly ms: number };

/** A request that arrived at the service, with the service's own answer. */
export interface Arrival extends WireCall {
  readonly answer: WireAnswer;
}

export interface WireOptions {
  /** URL of the service. */
  readonly upstream: string;
  readonly clock: FaultClock;
  readonly faultOf: (call: WireCall) => WireFault | undefined;
  readonly onArrival: (arrival: Arrival) => void;
}

export async function startWire({ upstream, clock, faultOf, onArrival }: WireOptions): Promise<Listening> {
  const agent = new Agent({ keepAlive: true });

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    const [id, instance = ''] = String(headers[CALL_HEADER] ?? '').split(' ');
    const number = Number(id);
    const call = { ...operationOf(method, url, headers, body.toString()), path: url, body: body.toString(), instance };
    const forward = async () => {
      const arrived = { ...call, at: clock.now() };
      const answer = await forwardTo(upstream, { method, url, headers, body, agent });
      onArrival({ ...arrived, answer });
      return answer;
    };
    const fault = faultOf({ ...call, at: clock.now() });
    if (fault === undefined) return write(response, await forward());
    switch (fault.kind) {
      case 'answer':
        return write(response, fault.answer);
      case 'hang':
        if (fault.isApplied) await forward();
        return clock.hang(number);
      case 'cut':
        if (fault.isApplied) await forward();
        return request.socket.destroy();
      case 'drip':
        writeHalf(response, await forward());
        return clock.hang(number);
      case 'truncate':
        writeHalf(response, await forward());
        return setImmediate(() => request.socket.destroy());
      case 'change':
        return write(response, fault.change(await forward()));
      case 'slow': {
        const answer = await forward();
        await clock.delay(number, fault.ms);
        return write(response, answer);
      }
    }
  });
  const listening = await listenOnLoopback(server);
  return {
    url: listening.url,
    async close() {
      agent.destroy();
      await listening.close();
    },
  };
}

interface Forwarded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly agent: Agent;
}

function forwardTo(upstream: string, { method, url, headers, body, agent }: Forwarded): Promise<WireAnswer> {
  const { host: _, connection: __, [CALL_HEADER]: ___, ...kept } = headers;
  return new Promise((resolve, reject) => {
    const forwarded = send(new URL(url, upstream), { method, headers: kept, agent }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const { connection: _, 'transfer-encoding': __, 'content-length': ___, ...headersKept } = answer.headers;
      const text = Buffer.concat(chunks).toString();
      resolve({ status: answer.statusCode ?? 0, headers: headersKept, body: text });
    });
    forwarded.on('error', reject);
    forwarded.end(body);
  });
}

function write(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function writeHalf(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.flushHeaders();
  if (bytes.length > 1) response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
}

/** The operations of SES v2 by method and path. */
const SES_OPERATIONS: readonly (readonly [string, RegExp, string])[] = [
  ['GET', /^\/v2\/email\/account\/?$/, 'GetAccount'],
  ['GET', /^\/v2\/email\/insights\//, 'GetMessageInsights'],
  ['GET', /^\/v2\/email\/suppression\/addresses\/?(\?|$)/, 'ListSuppressedDestinations'],
  ['GET', /^\/v2\/email\/suppression\/addresses\/./, 'GetSuppressedDestination'],
  ['POST', /^\/v2\/email\/export-jobs\/?$/, 'CreateExportJob'],
  ['GET', /^\/v2\/email\/export-jobs\/./, 'GetExportJob'],
  ['PUT', /^\/v2\/email\/export-jobs\/[^/]+\/cancel/, 'CancelExportJob'],
  ['POST', /^\/v2\/email\/list-export-jobs/, 'ListExportJobs'],
  ['POST', /^\/v2\/email\/metrics\/batch/, 'BatchGetMetricData'],
];

function operationOf(method: string, url: string, headers: IncomingHttpHeaders, body: string) {
  const [service = '', target = ''] = String(headers['x-amz-target'] ?? '').split('.');
  if (service.startsWith('DynamoDB')) return { service: 'table', operation: target } as const;
  if (target !== '') return { service: 'cloudwatch', operation: target } as const;
  if (url.startsWith('/ses-export-files/')) return { service: 'files', operation: 'GetObject' } as const;
  const [, , operation] = SES_OPERATIONS.find(([verb, path]) => verb === method && path.test(url)) ?? [];
  if (operation !== undefined) return { service: 'ses', operation } as const;
  return { service: 'sns', operation: new URLSearchParams(body).get('Action') ?? `${method} ${url}` } as const;
}
