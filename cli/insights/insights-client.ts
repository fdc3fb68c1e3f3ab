/** Calls the look-up API and waits while it is busy. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { InputError } from '../terminal/input-error';
import { type ApiProblem, parseMessage, parseProblem } from './insights-response';

export type LookUpResult =
  | { readonly message: MessageInsights; readonly ageSeconds: number }
  | { readonly problem: ApiProblem };

export interface InsightsClientOptions {
  /** Base URL of the API, without a slash at the end. */
  readonly url: string;
  readonly unmasked?: boolean;
  /** Returns the authorization headers for a request. Default: none. */
  readonly authorize?: (url: URL) => Promise<Record<string, string>>;
  /** Default: the global `fetch`. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** Called before each wait, with the status of the response. Default: nothing. */
  readonly onWait?: (status: number, waitMs: number) => void;
}

const RETRYABLE_STATUSES: readonly number[] = [429, 503];

/** The gateway's own throttle sends no Retry-After header. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

const MAX_RETRY_AFTER_SECONDS = 60;

/** Attempts of one look-up while the API is busy. */
const MAX_ATTEMPTS = 60;

/** Attempts of one request while no response arrives. */
const MAX_CONNECTION_ATTEMPTS = 3;

/** API Gateway responds within 30 s. */
const TIMEOUT_MS = 35_000;

/**
 * Looks up a message. Retries while the API is busy, after the time in Retry-After plus up to a second of jitter, so that
 * clients that were throttled together do not retry together.
 *
 * @param messageId a syntactically valid id
 * @throws InputError when nothing responds at the URL, or when the response is not from the API
 */
export async function lookUp(messageId: string, options: InsightsClientOptions): Promise<LookUpResult> {
  const { url: base, unmasked = false, onWait } = options;
  const url = new URL(`${base}/v1/${unmasked ? 'unmasked/' : ''}messages/${messageId}/insights`);
  for (let attempt = 1; ; attempt++) {
    const response = await get(url, options);
    const result = await readResponse(response, url);
    if ('message' in result || !RETRYABLE_STATUSES.includes(response.status) || attempt === MAX_ATTEMPTS) return result;
    const waitMs = (retryAfterSeconds(response) + Math.random()) * 1000;
    onWait?.(response.status, waitMs);
    await sleep(waitMs);
  }
}

async function get(url: URL, { authorize, fetch = globalThis.fetch }: InsightsClientOptions): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const headers = (await authorize?.(url)) ?? {};
    try {
      // A redirect would send the authorization to another host.
      return await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
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
async function readResponse(response: Response, { origin }: URL): Promise<LookUpResult> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const message = parseMessage(body);
    if (message) return { message, ageSeconds: Number(headers.get('age')) || 0 };
  } else {
    const problem = parseProblem(body, status);
    if (problem) return { problem };
  }
  const description = `HTTP status ${status}, ${headers.get('content-type') ?? 'no content type'}`;
  throw new InputError(`${origin} is not a look-up API (${description}): pass the URL of one with --url`);
}

/** Ignores a date, which HTTP also allows. */
function retryAfterSeconds({ headers }: Response): number {
  const header = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(header) ? Math.min(Number(header), MAX_RETRY_AFTER_SECONDS) : DEFAULT_RETRY_AFTER_SECONDS;
}
