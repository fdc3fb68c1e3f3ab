/** `npm run insights`: shows what happened to messages, why a person gets no mail, and which mail bounces. */
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { counted } from '../lib/shared/plural';
import { printable, printableJson } from '../lib/shared/printable';
import { breakdown } from './insights/breakdown/breakdown-command';
import { openApi } from './insights/client/api-options';
import { type InsightsClientOptions, type LookUpResult, lookUp } from './insights/insights-client';
import { type InsightsOptions, readInsightsOptions } from './insights/insights-options';
import { startProgress } from './insights/insights-progress';
import { toInsightsText } from './insights/insights-text';
import { type PastedIds, readArguments, readPasted } from './insights/pasted-ids';
import { explainRecipient } from './insights/recipient-command';
import { countEvents, search } from './insights/search-command';
import { type Main, runCommand } from './terminal/command';
import { InputError } from './terminal/input-error';
import { wrapLines } from './terminal/wrap-lines';

/** SES allows one call per second. Look-ups keep this pace even if the API has cached the responses. */
const PACE_MS = 1_000;

/** A few invalid ids are enough to recognize a wrong file. */
const MAX_INVALID_SHOWN = 5;

const MAX_SHOWN_LENGTH = 200;

const COMMANDS: ReadonlyMap<string, Main> = new Map([
  ['search', search],
  ['bouncing', (args) => countEvents('bouncing', args)],
  ['complaining', (args) => countEvents('complaining', args)],
  ['breakdown', breakdown],
]);

export async function main(args: readonly string[]): Promise<boolean> {
  const place = placeOfCommand(args);
  const command = COMMANDS.get(args[place] ?? '');
  if (command) return command(args.toSpliced(place, 1));
  const options = readInsightsOptions(args);
  if (options === undefined) return true;
  return options.to === undefined ? lookUpGiven(options) : explainRecipient(options.to, options);
}

/** Returns the index of the first argument that is not an option of all commands. */
function placeOfCommand(args: readonly string[]): number {
  let place = 0;
  while (/^--(?:aws|json|url(?:=.*)?)$/s.test(args[place] ?? '')) place += args[place] === '--url' ? 2 : 1;
  return place;
}

/** @returns whether SES knows every message */
async function lookUpGiven(options: InsightsOptions): Promise<boolean> {
  const pasted = options.ids.length > 0 ? readArguments(options.ids) : readPasted(await readInput());
  const ids = [...new Set(pasted.ids)];
  if (ids.length === 0 && pasted.invalid.length === 0) {
    throw new InputError(
      'No message id was found: pass ids as arguments, or write them to standard input, one per line',
    );
  }
  reportUnusedInput(pasted, options.ids.length > 0 ? 'argument' : 'line');
  if (ids.length === 0) return false;
  return lookUpAll(ids, options, { ...(await openApi(options)), unmasked: options.unmasked });
}

/** @returns whether SES knows every message */
async function lookUpAll(
  ids: readonly string[],
  { json, aws }: InsightsOptions,
  client: InsightsClientOptions,
): Promise<boolean> {
  const progress = startProgress(ids.length, PACE_MS);
  let found = 0;
  for (const [index, id] of ids.entries()) {
    const pace = index < ids.length - 1 ? sleep(PACE_MS) : undefined;
    const result = await lookUp(id, { ...client, onWait: progress.wait }).catch((error) => {
      throw error instanceof InputError && ids.length > 1
        ? new InputError(`${error.message}. Looked up ${index} of ${ids.length}; the next id is ${id}`)
        : error;
    });
    progress.clear();
    const columns = process.stdout.columns || Number.POSITIVE_INFINITY; // 0: the terminal does not report its size
    console.log(
      json
        ? printableJson(toJson(id, result))
        : `${index === 0 ? '' : '\n'}${wrapLines(toInsightsText(id, aws ? withoutRequestId(result) : result), columns)}`,
    );
    if ('message' in result) found++;
    progress.show(index + 1);
    await pace;
  }
  progress.clear();
  return found === ids.length;
}

/** Look-ups inside this process write no log, so no log line has the request id. */
function withoutRequestId(result: LookUpResult): LookUpResult {
  return 'problem' in result ? { problem: { ...result.problem, requestId: undefined } } : result;
}

function toJson(messageId: string, result: LookUpResult): object {
  return 'message' in result ? result.message : { messageId, ...result.problem };
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) console.error('Enter message ids, one per line. Press Ctrl-D to end.');
  return text(process.stdin);
}

/** Reports the input that is not looked up. Invalid ids set exit status 2, but valid ids are still looked up. */
function reportUnusedInput({ invalid, ignored }: PastedIds, part: 'argument' | 'line'): void {
  if (ignored > 0) {
    console.error(`${counted(ignored, part)} ${ignored === 1 ? 'contains' : 'contain'} no message id.`);
  }
  if (invalid.length === 0) return;
  const shown = invalid.slice(0, MAX_INVALID_SHOWN).map((id) => `"${printable(id.slice(0, MAX_SHOWN_LENGTH))}"`);
  const more = invalid.length > shown.length ? ` and ${invalid.length - shown.length} more` : '';
  console.error(
    `${shown.join(', ')}${more} cannot be a message id: pass 1 to 128 letters, digits, dots, hyphens and underscores, with or without "<" and "@...amazonses.com>" around them`,
  );
  process.exitCode = 2;
}

if (require.main === module) runCommand(main);
