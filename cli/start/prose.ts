/** Wraps the sentences of a report for a terminal. */
import { lineWidth } from '../terminal/line-width';
import { wrapLines } from '../terminal/wrap-lines';

/** A line of a table. */
const TABLE_LINE = /^[┌├│└]/;

/** Without a terminal, each sentence stays in one line, because a reader may search for it. Tables keep their width. */
export function wrapProse(
  text: string,
  columns = process.stdout.isTTY ? lineWidth() : Number.POSITIVE_INFINITY,
): string {
  return text
    .split('\n')
    .map((line) => (TABLE_LINE.test(line) ? line : wrapLines(line, columns)))
    .join('\n');
}
