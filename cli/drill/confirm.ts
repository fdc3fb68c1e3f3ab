/** Asks the user a question on the terminal. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * @param input default: standard input
 * @returns whether the answer is `y` or `yes`. The end of the input is a no
 */
export async function confirm(question: string, input: NodeJS.ReadableStream = process.stdin): Promise<boolean> {
  const lines = createInterface({ input, output: process.stderr, prompt: `${question} [y/N] ` });
  let answer = '';
  lines.once('line', (line) => {
    answer = line;
    lines.close();
  });
  lines.prompt();
  await once(lines, 'close');
  return /^y(es)?$/i.test(answer.trim());
}
