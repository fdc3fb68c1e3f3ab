/** Calls the look-up API, wherever it is, at the pace that it asks for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInsights } from '../lambda/message-insights/insights';
import { InputError } from './input-error';

/** A problem as the API tells it, or what the gateway said in its place. */
export interface ToldProblem {
  readonly type?: string;
  readonly title?: string;
  readonly status: number;
  readonly detail?: string;
  readonly possibleCauses?: readonly string[];
  readonly requestId?: string;
}

export type LookedUp =
  | { readonly message: MessageInsights; readonly ageSeconds: number }
  | { readonly problem: ToldProblem };

export interface InsightsClientOptions {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly unmasked?: boolean;
  /** Headers that let a request in, made for each. Default: none. */
  readonly authorize?: (url: URL) => Promise<Record<string, string>>;
  /** Called whenever a request has to wait, with the answer's status. Default: nothing. */
  readonly onWait?: (status: number, waitMs: number) => void;
}

/** Statuses after which the same request may well succeed. */
const WAITED_OUT: readonly number[] = [429, 503];

/** The gateway's own throttle does not say when to come back. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

/** Tries of a look-up while the API is busy. */
const MAX_TRIES = 60;

/**
 * What became of a message. Waits and asks again for as long as the API is busy, a random part of a second later than it
 * says, so that those who were sent away together do not come back together.
 *
 * @param messageId of the shape of an id
 * @throws InputError when nothing answers at the URL
 */
export async function lookUp(messageId: string, options: InsightsClientOptions): Promise<LookedUp> {
  const { url: base, unmasked = false, authorize, onWait } = options;
  const url = new URL(`${base}/v1/${unmasked ? 'unmasked/' : ''}messages/${messageId}/insights`);
  for (let tries = 1; ; tries++) {
    const response = await get(url, (await authorize?.(url)) ?? {});
    const body = await readBody(response);
    if (response.ok)
      return { message: body as unknown as MessageInsights, ageSeconds: Number(response.headers.get('age')) };
    if (!WAITED_OUT.includes(response.status) || tries === MAX_TRIES) {
      return { problem: { title: String(body.message ?? response.statusText), ...body, status: response.status } };
    }
    const seconds = Number(response.headers.get('retry-after') ?? DEFAULT_RETRY_AFTER_SECONDS);
    const waitMs = (seconds + Math.random()) * 1000;
    onWait?.(response.status, waitMs);
    await sleep(waitMs);
  }
}

async function get(url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { headers });
  } catch {
    throw new InputError(
      `No look-up API answers at ${url.origin}: start one with "npm start" in another terminal, or pass --url or --aws`,
    );
  }
}

async function readBody(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
