/** `npm run insights`: what happened to messages, from a terminal. */
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { counted } from '../lib/shared/plural';
import { printable, printableJson } from '../lib/shared/printable';
import { type InsightsClientOptions, type LookedUp, lookUp } from './insights/insights-client';
import { DEFAULT_API_PORT, type InsightsOptions, readInsightsOptions } from './insights/insights-options';
import { startProgress } from './insights/insights-progress';
import { toInsightsText } from './insights/insights-text';
import { type PastedIds, readArguments, readPasted } from './insights/pasted-ids';
import { openSesApi } from './insights/ses-api';
import { authorizeRequests } from './insights/signed-requests';
import { runCommand } from './terminal/command';
import { InputError } from './terminal/input-error';
import { wrapLines } from './terminal/wrap-lines';

/** SES answers one a second; a list asks no faster, whatever of it has been kept. */
const PACE_MS = 1_000;

/** Of a wrong file, a few lines show that it is. */
const MAX_REFUSED_SHOWN = 5;

const MAX_SHOWN_LENGTH = 200;

async function main(options: InsightsOptions): Promise<boolean> {
  const pasted = options.ids.length > 0 ? readArguments(options.ids) : readPasted(await readInput());
  const ids = [...new Set(pasted.ids)];
  if (ids.length === 0 && pasted.refused.length === 0) {
    throw new InputError('No message id was given: pass some, or write them to standard input, one a line');
  }
  report(pasted, options.ids.length > 0 ? 'argument' : 'line');
  if (ids.length === 0) return false;
  return lookUpAll(ids, options, {
    url: options.url ?? `http://127.0.0.1:${DEFAULT_API_PORT}`,
    fetch: options.aws ? await openSesApi() : undefined,
    unmasked: options.unmasked,
    authorize: options.url === undefined ? undefined : await authorizeRequests(options.url),
  });
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

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) console.error('Message ids, one a line; Ctrl-D ends.');
  return text(process.stdin);
}

/** What cannot be an id is named, and keeps nothing else from being looked up. */
function report({ refused, leftOut }: PastedIds, part: 'argument' | 'line'): void {
  if (leftOut > 0) console.error(`${counted(leftOut, part)} ${leftOut === 1 ? 'holds' : 'hold'} no message id.`);
  if (refused.length === 0) return;
  const shown = refused.slice(0, MAX_REFUSED_SHOWN).map((text) => `"${printable(text.slice(0, MAX_SHOWN_LENGTH))}"`);
  const more = refused.length > shown.length ? ` and ${refused.length - shown.length} more` : '';
  console.error(
    `${shown.join(', ')}${more} cannot be a message id: pass 1 to 128 letters, digits, dots, hyphens and underscores, with or without "<" and "@...amazonses.com>" around`,
  );
  process.exitCode = 2;
}

runCommand(async () => {
  const options = readInsightsOptions(process.argv.slice(2));
  return options === undefined || main(options);
});
