/** The commands that readers of RUNBOOK.md copy. */
import { textOf } from './documents';

/** Placeholders of the runbook, as a reader replaces them. */
export interface Replacements {
  readonly ADDRESS: string;
  readonly MESSAGE_ID: string;
  readonly NAME: string;
  readonly TENANT: string;
  readonly URL: string;
}

/** A line of a code block, or a command in a table. Each is complete by itself. */
export function runbookCommands(): string[] {
  const text = textOf('RUNBOOK.md');
  const lines = Array.from(text.matchAll(/^( *)```sh\n([\s\S]*?)\n\1```$/gm), ([, , code = '']) =>
    code.split('\n').map((line) => line.trim()),
  ).flat();
  const inline = Array.from(text.matchAll(/`((?:aws|printf) [^`]+|npm run [^`]+ -- [^`]+)`/g), ([, code = '']) => code);
  return [...new Set([...lines, ...inline])].filter((line) => line !== '');
}

/** Returns a command with its placeholders replaced. */
export function fillIn(command: string, replacements: Replacements): string {
  return Object.entries(replacements).reduce(
    (filled, [placeholder, value]) => filled.replaceAll(new RegExp(`\\b${placeholder}\\b`, 'g'), value),
    command,
  );
}

/** Returns the words of a command, as a shell splits them. Only for commands without variables and substitutions. */
export function wordsOf(command: string): string[] {
  return Array.from(
    command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
    ([, single, double, bare = '']) => single ?? double ?? bare,
  );
}
