/** Markdown of a case file. */
import { printable } from '../../../lib/shared/printable';

/** A place that a person fills in. */
export const BLANK = '____';

export type Cells = readonly string[];

/** Returns the lines of a table. Cells are Markdown. */
export function table(head: Cells, rows: readonly Cells[]): string[] {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function line(cells: Cells): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Returns a string from AWS as inline code, so that no character of it is Markdown. */
export function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}
