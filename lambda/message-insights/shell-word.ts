/**
 * Returns a string as one word of a POSIX shell. People copy commands with such strings, and somebody else may have written the
 * string. Within double quotes, a shell would run the commands in it.
 */
export function shellWord(text: string): string {
  return /^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
