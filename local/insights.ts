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

/** SES answers one a second; a list asks no faster, whatever of it has been kept. */
const PACE_MS = 1_000;

async function main(options: InsightsOptions): Promise<boolean> {
  const texts = options.ids.length > 0 ? options.ids : await readLines();
  const ids = texts.map((text) => toMessageId(text) ?? refuse(text)).filter((id) => id !== undefined);
  if (ids.length === 0) {
    if (texts.length > 0) return false;
    throw new InputError('No message id was given: pass some, or write them to standard input, one a line');
  }
  const ses = options.aws ? await startSesApi() : undefined;
  try {
    return await lookUpAll(ids, options, {
      url: ses?.url ?? options.url ?? `http://127.0.0.1:${DEFAULT_API_PORT}`,
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
  { json }: InsightsOptions,
  client: InsightsClientOptions,
): Promise<boolean> {
  const progress = startProgress(ids.length);
  let found = 0;
  for (const [index, id] of ids.entries()) {
    const pace = index < ids.length - 1 ? sleep(PACE_MS) : undefined;
    const lookedUp = await lookUp(id, { ...client, onWait: progress.wait });
    progress.clear();
    console.log(
      json ? printableJson(toJson(id, lookedUp)) : `${index === 0 ? '' : '\n'}${toInsightsText(id, lookedUp)}`,
    );
    if ('message' in lookedUp) found++;
    progress.show(index + 1);
    await pace;
  }
  progress.clear();
  return found === ids.length;
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

/** What cannot be an id is told, and keeps nothing from being looked up. */
function refuse(text: string): undefined {
  console.error(
    `"${printable(text)}" cannot be a message id: pass 1 to 128 letters, digits, dots, hyphens and underscores, with or without "<" and "@...amazonses.com>" around`,
  );
  process.exitCode = 2;
  return undefined;
}

runCommand(async () => {
  const options = readInsightsOptions(process.argv.slice(2));
  return options === undefined || main(options);
});
