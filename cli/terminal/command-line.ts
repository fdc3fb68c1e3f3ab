/** Command lines, read by commander, and refused in one sentence. */
import { type Command, CommanderError } from 'commander';
import { InputError } from './input-error';

/**
 * @param call how the command is called, for advice
 * @returns false when the help was asked for, and shown
 * @throws InputError for an option that is unknown, lacks its value or has one that cannot be used
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

/** Commander's message without its prefix, as the first part of one sentence. */
function toSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace('is invalid. ', 'is invalid: ')
    .replace('Allowed choices', 'allowed choices')
    .split('\n')
    .map((line) => line.trim().replace(/\.$/, ''))
    .join(' ');
}
