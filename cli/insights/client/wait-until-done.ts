/** Waits for work that the API has started in SES. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, type ApiResult, get, type Parse, post } from './api-client';

/** A search or a breakdown, as the API reports it. SES takes a while for both. */
export interface Work {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Only while running. */
  readonly retryAfterSeconds?: number;
}

export interface WorkClient extends ApiClient {
  /** Called before each wait for SES, with the milliseconds waited so far. Default: nothing. */
  readonly onRunning?: (waitedMs: number) => void;
}

export interface StartedWork {
  /** Path of the collection, such as `/v1/searches`. */
  readonly path: string;
  readonly id: string;
  readonly retryAfterSeconds?: number;
}

/** The time until the next request if the response does not contain it. */
const DEFAULT_RETRY_AFTER_SECONDS = 5;

const MAX_RETRY_AFTER_SECONDS = 60;

/** Failed requests in a row after which the wait ends. */
const MAX_FAILURES = 3;

/** SES documents no limit. The limit prevents a script from waiting forever. */
const MAX_WAIT_MS = 60 * 60_000;

/**
 * Starts work and waits until it has ended, successfully or not.
 *
 * @param request path of the collection, such as `/v1/searches`, and the body
 * @throws InputError when nothing responds at the URL, or when the response is not from the API
 */
export async function runWork<W extends Work>(
  request: { readonly path: string; readonly body: object },
  parse: Parse<W>,
  client: WorkClient,
): Promise<ApiResult<W>> {
  const result = await post(request, parse, client);
  if ('problem' in result || result.value.state !== 'running') return result;
  const { id, retryAfterSeconds } = result.value;
  return waitUntilDone({ path: request.path, id, retryAfterSeconds }, parse, client);
}

/**
 * Waits until started work has ended, successfully or not. Work that takes longer than an hour is a problem, and so is a
 * wait that the user ends with Ctrl-C.
 *
 * @throws InputError when nothing responds at the URL, or when the response is not from the API
 */
export async function waitUntilDone<W extends Work>(
  { path, id, retryAfterSeconds }: StartedWork,
  parse: Parse<W>,
  client: WorkClient,
): Promise<ApiResult<W>> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once('SIGINT', stop); // once: a second Ctrl-C ends the process
  try {
    let waitMs = toWaitMs(retryAfterSeconds);
    let failures = 0;
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; ) {
      client.onRunning?.(waitedMs);
      await sleep(waitMs, undefined, { signal: interrupt.signal }).catch(() => undefined);
      if (interrupt.signal.aborted) return { problem: STOPPED };
      waitedMs += waitMs;
      const result = await get(`${path}/${encodeURIComponent(id)}`, parse, client);
      failures = isFailure(result) ? failures + 1 : 0;
      if (failures === MAX_FAILURES || (failures === 0 && !isRunning(result))) return result;
      waitMs = toWaitMs('value' in result ? result.value.retryAfterSeconds : undefined);
    }
    return { problem: STILL_RUNNING };
  } finally {
    process.off('SIGINT', stop);
  }
}

/** A failed request does not end the wait, because SES continues its work. */
function isFailure(result: ApiResult<Work>): boolean {
  return 'problem' in result && (result.problem.status ?? 0) >= 500;
}

function isRunning(result: ApiResult<Work>): boolean {
  return 'value' in result && result.value.state === 'running';
}

const STOPPED = {
  title: 'Stopped before SES finished.',
  detail:
    'Within a minute of the first start, the same command continues the same work. Later, it starts the work again.',
};

const STILL_RUNNING = {
  title: 'SES has not finished after an hour.',
  detail: 'Choose a shorter span with --since or --days. If the problem persists, see the AWS Health Dashboard.',
};

function toWaitMs(seconds = DEFAULT_RETRY_AFTER_SECONDS): number {
  return Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_SECONDS) * 1000;
}
