/** Markdown of a case file. */
import { printable } from '../../../lib/shared/printable';
import { withoutPeople } from '../../deployed/without-people';

/** A place that a person fills in. */
export const BLANK = '____';

export type Cells = readonly string[];

/** Returns the lines of a table. Cells are Markdown. */
export function table(head: Cells, rows: readonly Cells[]): string[] {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function line(cells: Cells): string {
  return `| ${cells.map(escapePipes).join(' | ')} |`;
}

/** A pipe ends a cell even in code, and backslashes before it must not escape its backslash. */
function escapePipes(cell: string): string {
  return cell.replace(/(\\*)\|/g, '$1$1\\|');
}

/** Returns a string from AWS as inline code without people, so that no character of it is Markdown. */
export function code(text: string): string {
  return `\`${printable(withoutPeople(text)).replaceAll('`', "'")}\``;
}
