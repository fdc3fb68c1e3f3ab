/** `npm run insights`: what happened to messages, from a terminal. */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { toMessageId } from '../lambda/message-insights/message-id';
import { runCommand } from './command';
import { InputError } from './input-error';
import { type InsightsClientOptions, type LookedUp, lookUp } from './insights-client';
import { DEFAULT_API_PORT, type InsightsOptions, readInsightsOptions } from './insights-options';
import { startProgress } from './insights-progress';
import { toInsightsText } from './insights-text';
import { printable, printableJson } from './printable';
import { startSesApi } from './ses-api';
import { authorizeRequests } from './signed-requests';
import { wrapLines } from './wrap-lines';

/** SES answers one a second; a list asks no faster, whatever of it has been kept. */
const PACE_MS = 1_000;

/** Of a wrong file, a few lines show that it is. */
const MAX_REFUSED_SHOWN = 5;

async function main(options: InsightsOptions): Promise<boolean> {
  const texts = options.ids.length > 0 ? options.ids : await readLines();
  if (texts.length === 0) {
    throw new InputError('No message id was given: pass some, or write them to standard input, one a line');
  }
  const ids = readIds(texts);
  if (ids.length === 0) return false;
  const ses = options.aws ? await startSesApi() : undefined;
  try {
    return await lookUpAll(ids, options, {
      url: options.url ?? `http://127.0.0.1:${DEFAULT_API_PORT}`,
      fetch: ses?.fetch,
      unmasked: options.unmasked,
      authorize: options.url === undefined ? undefined : await authorizeRequests(options.url),
    });
  } finally {
    await ses?.close();
  }
}

/** @returns whether SES knew all of them */
async function lookUpAll(
  ids: readonly string[],
  { json, aws }: InsightsOptions,
  client: InsightsClientOptions,
): Promise<boolean> {
  const progress = startProgress(ids.length, PACE_MS);
  let found = 0;
  for (const [index, id] of ids.entries()) {
    const pace = index < ids.length - 1 ? sleep(PACE_MS) : undefined;
    const lookedUp = await lookUp(id, { ...client, onWait: progress.wait }).catch((error) => {
      throw error instanceof InputError && ids.length > 1
        ? new InputError(`${error.message}; ${index} of ${ids.length} were looked up, the next would have been ${id}`)
        : error;
    });
    progress.clear();
    const { columns = Number.POSITIVE_INFINITY } = process.stdout;
    console.log(
      json
        ? printableJson(toJson(id, lookedUp))
        : `${index === 0 ? '' : '\n'}${wrapLines(toInsightsText(id, aws ? unlogged(lookedUp) : lookedUp), columns)}`,
    );
    if ('message' in lookedUp) found++;
    progress.show(index + 1);
    await pace;
  }
  progress.clear();
  return found === ids.length;
}

/** Without the request id: where SES is asked from here, nothing is logged. */
function unlogged(lookedUp: LookedUp): LookedUp {
  return 'problem' in lookedUp ? { problem: { ...lookedUp.problem, requestId: undefined } } : lookedUp;
}

function toJson(messageId: string, lookedUp: LookedUp): object {
  return 'message' in lookedUp ? lookedUp.message : { messageId, ...lookedUp.problem };
}

async function readLines(): Promise<string[]> {
  if (process.stdin.isTTY) console.error('Message ids, one a line; Ctrl-D ends.');
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') lines.push(line);
  return lines;
}

/** Each id once. What cannot be one is told, and keeps nothing else from being looked up. */
function readIds(texts: readonly string[]): string[] {
  const ids = texts.map(toMessageId);
  const refused = texts.filter((_, index) => ids[index] === undefined);
  if (refused.length > 0) {
    const shown = refused.slice(0, MAX_REFUSED_SHOWN).map((text) => `"${printable(text)}"`);
    const more = refused.length > shown.length ? ` and ${refused.length - shown.length} more` : '';
    console.error(
      `${shown.join(', ')}${more} cannot be a message id: pass 1 to 128 letters, digits, dots, hyphens and underscores, with or without "<" and "@...amazonses.com>" around`,
    );
    process.exitCode = 2;
  }
  return [...new Set(ids.filter((id) => id !== undefined))];
}

runCommand(async () => {
  const options = readInsightsOptions(process.argv.slice(2));
  return options === undefined || main(options);
});
