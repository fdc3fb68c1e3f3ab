/** The command line of `npm run insights`. */
import { Command, Option } from 'commander';
import { parseCommandLine } from '../terminal/command-line';
import { InputError } from '../terminal/input-error';
import { type ApiOptions, addApiOptions } from './client/api-options';

export interface InsightsOptions extends ApiOptions {
  /** Unparsed. Empty: read standard input. */
  readonly ids: readonly string[];
  /** The address whose missing mail the command explains. Undefined: look up messages. */
  readonly to?: string;
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
      .option('--to <address>', 'show why this address gets no mail')
      .addOption(
        new Option('--unmasked', 'show full addresses and subjects of messages').default(false).conflicts('to'),
      )
      .addHelpText('after', COMMANDS_HELP),
  );
  const parsed = parseCommandLine(command, args, 'npm run -s insights');
  if (parsed) assertOneTask(command);
  return parsed ? { ...command.opts<Omit<InsightsOptions, 'ids'>>(), ids: command.args } : undefined;
}

/** The commands, which have options of their own. */
export const COMMANDS = ['search', 'bouncing', 'complaining', 'breakdown'] as const;

const COMMANDS_HELP = `
Commands, each with its own --help:
  search       lists mail by its recipient, sender, subject, provider or outcome
  bouncing     counts the mail that bounces now, by its properties
  complaining  counts the mail that draws complaints, by its properties
  breakdown    shows daily numbers by provider, identity, configuration set or tenant

Examples:
  npm run -s insights -- --to customer@example.com
  npm run -s insights -- bouncing --since 2h
  npm run -s insights -- search --subject 'Spring sale*' --since 2h --outcome bounced`;

function assertOneTask(command: Command): void {
  const [first] = command.args;
  const name = COMMANDS.find((name) => name === first?.toLowerCase());
  if (name)
    throw new InputError(
      `"${first}" is not a message id: for the command ${name}, write npm run -s insights -- ${name} [options]`,
    );
  if (first !== undefined && command.opts().to !== undefined)
    throw new InputError(`--to explains one address, but there is also the argument "${first}": remove one of them`);
}
