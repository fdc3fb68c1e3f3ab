/** The command lines of `npm run insights -- search`, `bouncing` and `complaining`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { OUTCOMES, type PRESETS, type SearchRequest } from '../../lambda/message-insights/search-schemas';
import { parseCommandLine } from '../terminal/command-line';
import { type ApiOptions, addApiOptions } from './client/api-options';

export type Preset = keyof typeof PRESETS;

export interface SearchOptions {
  readonly request: SearchRequest;
  readonly unmasked: boolean;
  readonly api: ApiOptions;
}

const MAX_LIMIT = 10_000;

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for invalid options. The API checks the values of the filters
 */
export function readSearchOptions(args: readonly string[]): SearchOptions | undefined {
  const command = new Command('npm run -s insights -- search')
    .description('Lists mail by its properties. Needs Virtual Deliverability Manager. SES takes a while.')
    .option('--to <address>', "recipient: a whole address, or '*@example.com' for all addresses at a domain")
    .option('--from <address>', "sender; may begin or end with '*'")
    .option('--subject <subject>', "subject; may begin or end with '*'; case matters")
    .option('--isp <name>', 'provider, as SES spells it, such as Gmail')
    .addOption(new Option('--outcome <outcome>', 'what happened to the mail').choices(Object.keys(OUTCOMES)))
    .option('--limit <count>', 'number of mails to read (default: 10000)', toLimit)
    .option('--unmasked', 'show full addresses and subjects', false);
  return readOptions(addSpanOptions(command), args);
}

/** Reads the options of a command that counts bounces or complaints. Returns and throws as `readSearchOptions` does. */
export function readPresetOptions(preset: Preset, args: readonly string[]): SearchOptions | undefined {
  const command = new Command(`npm run -s insights -- ${preset}`).description(
    `Counts ${preset} mail by sender, subject, provider, recipient domain and reason. Needs Virtual Deliverability Manager. SES takes a while.`,
  );
  const options = readOptions(addSpanOptions(command), args);
  return options && { ...options, request: { ...options.request, preset } };
}

function addSpanOptions(command: Command): Command {
  return command
    .option('--since <time>', 'ISO 8601 time, or a span before now such as 45m, 2h or 3d (default: 24h)')
    .option('--until <time>', 'ISO 8601 time, or a span before now (default: now)');
}

function readOptions(command: Command, args: readonly string[]): SearchOptions | undefined {
  if (!parseCommandLine(addApiOptions(command.allowExcessArguments(false)), args, command.name().replace(' --', '')))
    return undefined;
  const {
    url,
    aws,
    json,
    unmasked = false,
    ...request
  } = command.opts<ApiOptions & SearchRequest & { unmasked?: boolean }>();
  return { request, unmasked, api: { url, aws, json } };
}

function toLimit(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InvalidArgumentError(`pass a whole number from 1 to ${MAX_LIMIT}`);
}
