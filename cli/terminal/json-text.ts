/** JSON that people write or save, with the place where it is broken. */

/** @throws SyntaxError that names the line and the column of what is wrong, as a part of a sentence */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(placeOfError(text));
  }
}

/** The messages of JSON.parse name a place in some cases only. The shortest prefix that nothing can complete ends at it. */
function placeOfError(text: string): string {
  if (isIncomplete(text)) return `it ends in line ${text.trimEnd().split('\n').length}, before it is complete`;
  let complete = 0;
  let broken = text.length;
  while (broken - complete > 1) {
    const middle = (complete + broken) >>> 1;
    if (isIncomplete(text.slice(0, middle))) complete = middle;
    else broken = middle;
  }
  const lines = text.slice(0, complete).split('\n');
  const column = (lines.at(-1) as string).length + 1;
  return `line ${lines.length}, column ${column} has an unexpected ${JSON.stringify(text.charAt(complete))}`;
}

/** True for JSON, and for what can become JSON with more text. */
function isIncomplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const [, position] = /position (\d+)/.exec(message) ?? [];
    return /end of JSON input|Unterminated/.test(message) || Number(position) >= text.length;
  }
}
