/** Escapes and wraps lines for a terminal. */
import { printable } from '../../lib/shared/printable';
import { lineWidth } from '../terminal/line-width';
import { wrapLines } from '../terminal/wrap-lines';

/** @param width characters in a line */
export function toWrapped(lines: readonly string[], width = lineWidth()): string {
  return wrapLines(lines.map(printable).join('\n'), width);
}
