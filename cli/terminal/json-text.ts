/** Parses JSON and locates the first error. */

/** @throws SyntaxError with the line and column of the error, worded as part of a sentence */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(locateError(text));
  }
}

/**
 * Node.js 20, 22 and 24 report no position for an unexpected token. The error is at the first character after the
 * longest prefix that could still become valid JSON.
 */
function locateError(text: string): string {
  if (isCompletable(text)) return `it ends in line ${text.trimEnd().split('\n').length}, before it is complete`;
  let valid = 0;
  let invalid = text.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isCompletable(text.slice(0, middle))) valid = middle;
    else invalid = middle;
  }
  const lines = text.slice(0, valid).split('\n');
  const column = (lines.at(-1) as string).length + 1;
  return `line ${lines.length}, column ${column} has an unexpected ${JSON.stringify(text.charAt(valid))}`;
}

/** Returns whether the text is JSON, or the beginning of JSON. */
function isCompletable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, position] = /position (\d+)/.exec(message) ?? [];
    return /end of JSON input|Unterminated/.test(message) || Number(position) >= text.length;
  }
}
