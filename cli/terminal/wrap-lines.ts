/** Lines as they fit a terminal. */

/** How much further in than a line its continuation begins. */
const HANGING_INDENT = 4;

/**
 * Breaks lines at spaces, so that none is longer than a width where that is possible. A continuation is indented further
 * than its line, unless the indent alone would fill the width. Takes time and memory in proportion to the text.
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (line.length > width ? wrapLine(line.trimEnd(), width) : line))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const first = line.search(/\S|$/);
  const hanging = first + HANGING_INDENT;
  const indent = ' '.repeat(hanging < width ? hanging : HANGING_INDENT);
  const lines: string[] = [];
  let prefix = line.slice(0, first);
  for (let from = first; from < line.length; ) {
    const end = breakAfter(line, from, from + width - prefix.length);
    lines.push(prefix + line.slice(from, end).trimEnd());
    from = skipSpace(line, end);
    prefix = indent;
  }
  return lines.join('\n');
}

/** Where the part of a line ends that begins with a word at `from` and should end at `limit`. */
function breakAfter(line: string, from: number, limit: number): number {
  if (line.length <= limit) return line.length;
  const last = limit > from ? line.lastIndexOf(' ', limit) : -1;
  const end = last > from ? last : line.indexOf(' ', Math.max(from, limit));
  return end < 0 ? line.length : end;
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at++;
  return at;
}
