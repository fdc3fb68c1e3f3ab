/** The command line of `npm run insights`. */
import { Command } from 'commander';
import { parseCommandLine } from '../terminal/command-line';
import { type ApiOptions, addApiOptions } from './client/api-options';

export interface InsightsOptions extends ApiOptions {
  /** Unparsed. Empty: read standard input. */
  readonly ids: readonly string[];
  readonly unmasked: boolean;
}

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for invalid options
 */
export function readInsightsOptions(args: readonly string[]): InsightsOptions | undefined {
  const command = addApiOptions(
    new Command('npm run -s insights --')
      .description('Shows what happened to messages. Without ids, reads them from standard input, one per line.')
      .argument('[ids...]', 'message ids from a log, a response of SES or a Message-ID header')
      .option('--unmasked', 'show full addresses and subjects', false),
  );
  const parsed = parseCommandLine(command, args, 'npm run -s insights');
  return parsed ? { ...command.opts<Omit<InsightsOptions, 'ids'>>(), ids: command.args } : undefined;
}
