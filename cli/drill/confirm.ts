/** Asks the user a question on the terminal. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * @param input default: standard input
 * @returns whether the answer is `y` or `yes`. The end of the input counts as no
 */
export async function confirm(question: string, input: NodeJS.ReadableStream = process.stdin): Promise<boolean> {
  // On a terminal, readline would write control sequences, which this process escapes. The terminal echoes and edits the line itself.
  const lines = createInterface({ input, terminal: false });
  let answer = '';
  lines.once('line', (line) => {
    answer = line;
    lines.close();
  });
  process.stderr.write(`${question} [y/N] `);
  await once(lines, 'close');
  return /^y(es)?$/i.test(answer.trim());
}
