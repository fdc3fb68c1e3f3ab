/** Prepares lines with strangers' words for a terminal. */
import { printable } from '../../lib/shared/printable';
import { wrapLines } from '../terminal/wrap-lines';

/** Where the output is not a terminal. */
export const DEFAULT_WIDTH = 80;

/** @param width characters in a line. Default: as the terminal has */
export function toWrapped(lines: readonly string[], width = process.stdout.columns ?? DEFAULT_WIDTH): string {
  return wrapLines(lines.map(printable).join('\n'), width);
}
