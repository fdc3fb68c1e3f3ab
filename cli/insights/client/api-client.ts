/** Calls the look-up API and waits while it is busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../terminal/input-error';
import { type ApiProblem, parseProblem } from './insights-response';
import { problemLines } from './problem-text';
import type { Authorize } from './signed-requests';

export interface ApiClient {
  /** Base URL of the API, without a slash at the end. */
  readonly url: string;
  /** Returns the authorization headers for a request. Default: none. */
  readonly authorize?: Authorize;
  /** Default: the global `fetch`. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** Called before each wait, with the status of the response. Default: nothing. */
  readonly onWait?: (status: number, waitMs: number) => void;
}

export type ApiResult<Value> =
  | { readonly value: Value; readonly ageSeconds: number }
  | { readonly problem: ApiProblem };

/** Returns a response's body with its type, or undefined for any other body. */
export type Parse<Value> = (body: unknown) => Value | undefined;

interface ApiRequest {
  /** Absolute path, with the query if there is one. Must be encoded. */
  readonly path: string;
  /** Undefined for a GET request. */
  readonly body?: object;
}

const RETRYABLE_STATUSES: readonly number[] = [429, 503];

/** The gateway's own throttle sends no Retry-After header. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

const MAX_RETRY_AFTER_SECONDS = 60;

/** Attempts of one request while the API is busy. */
const MAX_ATTEMPTS = 60;

/** Attempts of one request while no response arrives. */
const MAX_CONNECTION_ATTEMPTS = 3;

/** API Gateway responds within 30 s. */
const TIMEOUT_MS = 35_000;

/**
 * Sends a GET request. Retries while the API is busy, after the time in Retry-After plus up to a second of jitter, so that
 * clients that were throttled together do not retry together.
 *
 * @throws InputError when nothing responds at the URL, or when the response is not from the API
 */
export function get<Value>(path: string, parse: Parse<Value>, client: ApiClient): Promise<ApiResult<Value>> {
  return call({ path }, parse, client);
}

/**
 * Sends a POST request with a JSON body. Retries as `get` does. A retry starts no second job, because the API starts equal
 * work only once a minute.
 *
 * @throws InputError when the API rejects the body, when nothing responds at the URL, or when the response is not from
 * the API
 */
export async function post<Value>(
  request: Required<ApiRequest>,
  parse: Parse<Value>,
  client: ApiClient,
): Promise<ApiResult<Value>> {
  const result = await call(request, parse, client);
  if ('problem' in result && result.problem.status === 400)
    throw new InputError(result.problem.detail ?? problemLines(result.problem).join(' '));
  return result;
}

async function call<Value>(request: ApiRequest, parse: Parse<Value>, client: ApiClient): Promise<ApiResult<Value>> {
  for (let attempt = 1; ; attempt++) {
    const response = await send(request, client);
    const result = await readResponse(response, parse, client);
    if ('value' in result || !RETRYABLE_STATUSES.includes(response.status) || attempt === MAX_ATTEMPTS) return result;
    const waitMs = (retryAfterSeconds(response) + Math.random()) * 1000;
    client.onWait?.(response.status, waitMs);
    await sleep(waitMs);
  }
}

async function send(
  { path, body }: ApiRequest,
  { url: base, authorize, fetch = globalThis.fetch }: ApiClient,
): Promise<Response> {
  const url = new URL(`${base}${path}`);
  const content = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const request = { method: content ? 'POST' : 'GET', headers: {}, ...content };
  for (let attempt = 1; ; attempt++) {
    const headers = { ...request.headers, ...(await authorize?.({ url, ...request })) };
    try {
      // A redirect would send the authorization to another host.
      return await fetch(url, { ...request, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (attempt === MAX_CONNECTION_ATTEMPTS)
        throw new InputError(`No look-up API responds at ${url.origin} (${reasonOf(error)}): ${adviceFor(url)}`);
      await sleep(attempt * 500);
    }
  }
}

function adviceFor({ hostname }: URL): string {
  return hostname === '127.0.0.1'
    ? 'start one with "npm start" in another terminal, or pass --url or --aws'
    : 'check the URL and the network';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

/** @throws InputError for a response that is neither from the API nor from its gateway */
async function readResponse<Value>(
  response: Response,
  parse: Parse<Value>,
  { url }: ApiClient,
): Promise<ApiResult<Value>> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const value = parse(body);
    if (value !== undefined) return { value, ageSeconds: Number(headers.get('age')) || 0 };
  } else {
    const problem = parseProblem(body, status);
    if (problem) return { problem };
  }
  const description = `HTTP status ${status}, ${headers.get('content-type') ?? 'no content type'}`;
  throw new InputError(`${new URL(url).origin} is not a look-up API (${description}): pass the URL of one with --url`);
}

/** Ignores a date, which HTTP also allows. */
function retryAfterSeconds({ headers }: Response): number {
  const header = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(header) ? Math.min(Number(header), MAX_RETRY_AFTER_SECONDS) : DEFAULT_RETRY_AFTER_SECONDS;
}
