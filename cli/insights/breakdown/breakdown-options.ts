/** The command line of `npm run insights -- breakdown`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { BREAKDOWNS, type BreakdownBy, SEARCH_SCHEMAS } from '../../../lambda/message-insights/search-schemas';
import { parseCommandLine } from '../../terminal/command-line';
import { type ApiOptions, addApiOptions } from '../client/api-options';

export interface BreakdownOptions extends ApiOptions {
  readonly by: BreakdownBy;
  readonly days: number;
}

const { minimum: MIN_DAYS, maximum: MAX_DAYS } = SEARCH_SCHEMAS.BreakdownRequest.properties.days;

/** The parser adds `-- --help` to it. */
const CALL = 'npm run -s insights breakdown';

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for invalid options
 */
export function readBreakdownOptions(args: readonly string[]): BreakdownOptions | undefined {
  const by = new Option('--by <property>', 'what to break the numbers down by').choices(Object.keys(BREAKDOWNS));
  const command = new Command('npm run -s insights -- breakdown')
    .description('Shows the mail of whole days (UTC) before today, with its bounces and complaints.')
    .addOption(by.makeOptionMandatory())
    .option('--days <days>', `number of days, ${MIN_DAYS} to ${MAX_DAYS}`, toDays, 14);
  const isParsed = parseCommandLine(addApiOptions(command), args, CALL);
  return isParsed ? command.opts<BreakdownOptions>() : undefined;
}

function toDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days >= MIN_DAYS && days <= MAX_DAYS) return days;
  throw new InvalidArgumentError(`pass a whole number from ${MIN_DAYS} to ${MAX_DAYS}`);
}
