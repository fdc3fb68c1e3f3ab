/** Wraps the sentences of an output for a terminal. */
import { lineWidth } from './line-width';
import { wrapLines } from './wrap-lines';

/** A line of a table, or a command to copy. */
const FIXED_LINE = /^([┌├│└]| *(AWS_REGION=\S+ )?(aws|npm|npx) )/;

/** Without a terminal, each sentence stays in one line, because a reader may search for it. Tables and commands stay whole. */
export function wrapProse(
  text: string,
  columns = process.stdout.isTTY ? lineWidth() : Number.POSITIVE_INFINITY,
): string {
  return text
    .split('\n')
    .map((line) => (FIXED_LINE.test(line) ? line : wrapLines(line, columns)))
    .join('\n');
}
