import { stripVTControlCharacters } from 'node:util';
import { type Finished, finish, type RunOptions } from './run';

/** A terminal, where a program asks before it does something; Python has one. */
const TERMINAL = `
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(["bash", "-e", "-o", "pipefail", "-c", sys.argv[1]])))
`;

/** Commands as a person types them who answers every question with yes. What they write is all on standard output. */
export async function typeIn(commands: string, options?: Omit<RunOptions, 'input'>): Promise<Finished> {
  const finished = await finish('python3', ['-c', TERMINAL, commands], { ...options, input: 'y\n'.repeat(20) });
  return { ...finished, stdout: withoutRedrawing(finished.stdout) };
}

/** Progress bars and spinners are drawn over and over. */
function withoutRedrawing(written: string): string {
  return stripVTControlCharacters(written)
    .split('\n')
    .filter((line) => line.trim().length > 1)
    .join('\n');
}
