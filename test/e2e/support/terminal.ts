import { stripVTControlCharacters } from 'node:util';
import { type ProgramResult, type RunOptions, tryRun } from './programs';

/** Runs bash in a pseudo-terminal, because programs request confirmation only on a terminal. */
const TERMINAL = `
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(["bash", "-e", "-o", "pipefail", "-c", sys.argv[1]])))
`;

/** Runs commands in a terminal and answers every question with yes. All output is in `stdout`. */
export async function runInTerminal(commands: string, options?: Omit<RunOptions, 'input'>): Promise<ProgramResult> {
  const result = await tryRun('python3', ['-c', TERMINAL, commands], { ...options, input: 'y\n'.repeat(20) });
  return { ...result, stdout: withoutProgressBars(result.stdout) };
}

function withoutProgressBars(output: string): string {
  return stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim().length > 1)
    .join('\n');
}
