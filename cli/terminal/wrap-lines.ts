/** Wraps lines for a terminal. */

/** Extra indent of a continuation line. */
const HANGING_INDENT = 4;

/**
 * Breaks lines at spaces so that they fit the width. A longer word stays whole. A continuation line keeps the indent of its
 * line and adds to it, unless the indent would fill the width. Time and memory are linear in the length of the text.
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

/** Returns the index at which to break the line. The next part starts with a word at `from`, and should end by `limit`. */
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
