import { type Finished, finish, type RunOptions } from './run';

/** A terminal, where a program asks before it does something; Python has one. */
const TERMINAL = `
import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(["bash", "-e", "-o", "pipefail", "-c", sys.argv[1]])))
`;

/** Commands as a person types them who answers every question with yes. What they write is all on standard output. */
export function type(commands: string, options?: Omit<RunOptions, 'input'>): Promise<Finished> {
  return finish('python3', ['-c', TERMINAL, commands], { ...options, input: 'y\n'.repeat(20) });
}
