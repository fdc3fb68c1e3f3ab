/** Calls the look-up API, wherever it is, at the pace that it asks for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { InputError } from '../terminal/input-error';
import { parseMessage, parseProblem, type ToldProblem } from './insights-answer';

export type LookedUp =
  | { readonly message: MessageInsights; readonly ageSeconds: number }
  | { readonly problem: ToldProblem };

export interface InsightsClientOptions {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly unmasked?: boolean;
  /** Headers that let a request in, made for each. Default: none. */
  readonly authorize?: (url: URL) => Promise<Record<string, string>>;
  /** What carries requests. Default: the network. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** Called whenever a request has to wait, with the answer's status. Default: nothing. */
  readonly onWait?: (status: number, waitMs: number) => void;
}

/** Statuses after which the same request may well succeed. */
const WAITED_OUT: readonly number[] = [429, 503];

/** The gateway's own throttle does not say when to come back. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

const MAX_RETRY_AFTER_SECONDS = 60;

/** Tries of a look-up while the API is busy. */
const MAX_TRIES = 60;

/** Tries of a request that gets no answer at all. */
const MAX_CONNECTIONS = 3;

/** The gateway answers, or gives up, within 30 s. */
const TIMEOUT_MS = 35_000;

/**
 * What became of a message. Waits and asks again for as long as the API is busy, a random part of a second later than it
 * says, so that those who were sent away together do not come back together.
 *
 * @param messageId of the shape of an id
 * @throws InputError when nothing answers at the URL, or something else does
 */
export async function lookUp(messageId: string, options: InsightsClientOptions): Promise<LookedUp> {
  const { url: base, unmasked = false, onWait } = options;
  const url = new URL(`${base}/v1/${unmasked ? 'unmasked/' : ''}messages/${messageId}/insights`);
  for (let tries = 1; ; tries++) {
    const response = await get(url, options);
    const lookedUp = await readAnswer(response, url);
    if ('message' in lookedUp || !WAITED_OUT.includes(response.status) || tries === MAX_TRIES) return lookedUp;
    const waitMs = (retryAfterSeconds(response) + Math.random()) * 1000;
    onWait?.(response.status, waitMs);
    await sleep(waitMs);
  }
}

async function get(url: URL, { authorize, fetch = globalThis.fetch }: InsightsClientOptions): Promise<Response> {
  for (let connections = 1; ; connections++) {
    const headers = (await authorize?.(url)) ?? {};
    try {
      // What lets a request in is for this host only.
      return await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      if (connections === MAX_CONNECTIONS)
        throw new InputError(`No look-up API answers at ${url.origin} (${reasonOf(error)}): ${adviceFor(url)}`);
      await sleep(connections * 500);
    }
  }
}

function adviceFor({ hostname }: URL): string {
  return hostname === '127.0.0.1'
    ? 'start one with "npm start" in another terminal, or pass --url or --aws'
    : 'check the URL, and the way there';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

/** @throws InputError for an answer that is neither the API's nor its gateway's */
async function readAnswer(response: Response, { origin }: URL): Promise<LookedUp> {
  const { status, headers } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const message = parseMessage(body);
    if (message) return { message, ageSeconds: Number(headers.get('age')) || 0 };
  } else {
    const problem = parseProblem(body, status);
    if (problem) return { problem };
  }
  const what = `HTTP status ${status}, ${headers.get('content-type') ?? 'no content type'}`;
  throw new InputError(`What answers at ${origin} is not the look-up API (${what}): pass its URL with --url`);
}

/** A date, which HTTP also allows, is as good as nothing. */
function retryAfterSeconds({ headers }: Response): number {
  const told = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(told) ? Math.min(Number(told), MAX_RETRY_AFTER_SECONDS) : DEFAULT_RETRY_AFTER_SECONDS;
}
