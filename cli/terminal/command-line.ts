/** Parses command lines with commander and rejects invalid ones in one sentence. */
import { type Command, CommanderError } from 'commander';
import { InputError } from './input-error';

/**
 * @param call how the command is called, for advice
 * @returns false when the help was requested and has been printed
 * @throws InputError for an unknown option, a missing value or an invalid value
 */
export function parseCommandLine(command: Command, args: readonly string[], call: string): boolean {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    command.parse(args, { from: 'user' });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    throw new InputError(`${toSentence(error.message)}; "${call} -- --help" lists the options`);
  }
}

/** Joins commander's message into one line, without its prefix and the period at its end. */
function toSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace('is invalid. ', 'is invalid: ')
    .replace('Allowed choices', 'allowed choices')
    .split('\n')
    .map((line) => line.trim().replace(/\.$/, ''))
    .join(' ');
}
