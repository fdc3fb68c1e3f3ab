/** Lines as they fit a terminal. */

/** How much further in what did not fit stands. */
const HANGING_INDENT = 4;

/**
 * Breaks lines at spaces, so that none is longer than a width where it can be helped; what goes on stands further in
 * than its line began.
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const indent = ' '.repeat(line.search(/\S|$/) + HANGING_INDENT);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const start = rest.search(/\S/);
    const last = rest.lastIndexOf(' ', width);
    const breakAt = last > start ? last : rest.indexOf(' ', Math.max(start, width));
    if (breakAt < 0) break;
    lines.push(rest.slice(0, breakAt).trimEnd());
    rest = indent + rest.slice(breakAt).trimStart();
  }
  return [...lines, rest].join('\n');
}
