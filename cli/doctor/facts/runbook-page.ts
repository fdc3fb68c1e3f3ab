/** Opens the page that the alarms link to, as a browser without a session would. */

import { DEFAULT_RUNBOOK_URL } from '../../../lib/alarms/runbook-url';
import { printable } from '../../../lib/shared/printable';
import type { RunbookPage, RunbookResponse } from './facts';
import type { Reading } from './reading';
import { linkIn, type RunbookLink } from './runbook-link';

const TIME_LIMIT_MS = 10_000;

/** A runbook is far shorter. */
const MAX_BYTES = 5_000_000;

/**
 * @param descriptions of alarms, which end with their links
 * @param timeLimitMs of the whole response, milliseconds
 */
export async function readRunbook(
  descriptions: readonly string[],
  timeLimitMs = TIME_LIMIT_MS,
): Promise<Reading<RunbookPage>> {
  const links = descriptions.flatMap((description) => linkIn(description) ?? []);
  const [first] = links;
  if (first === undefined || !URL.canParse(first.url)) {
    return { value: { url: first?.url ?? DEFAULT_RUNBOOK_URL, anchors: anchorsOf(links) } };
  }
  const { username, password, host } = new URL(first.url);
  if (username || password) return { unknown: `the URL of the runbook at ${host} has a login in it: remove the login` };
  try {
    return { value: { url: first.url, anchors: anchorsOf(links), response: await open(first.url, timeLimitMs) } };
  } catch (error) {
    return { unknown: `the page ${first.url} cannot be opened from here (${reasonOf(error, timeLimitMs)})` };
  }
}

function anchorsOf(links: readonly RunbookLink[]): string[] {
  return [...new Set(links.map(({ anchor }) => anchor))];
}

async function open(url: string, timeLimitMs: number): Promise<RunbookResponse> {
  const response = await fetch(url, {
    headers: { accept: 'text/html,*/*;q=0.1' },
    signal: AbortSignal.timeout(timeLimitMs),
  });
  const isHtml = /\bhtml\b/.test(response.headers.get('content-type') ?? '');
  const html = isHtml ? await readText(response) : undefined;
  if (!isHtml) await response.body?.cancel();
  return { status: response.status, url: response.url, html };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown, timeLimitMs: number): string {
  const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${timeLimitMs / 1000} seconds`;
  return printable(cause?.code ?? cause?.message ?? message);
}
