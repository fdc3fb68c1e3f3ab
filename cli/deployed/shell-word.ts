/**
 * Returns a name as one word of a POSIX shell. People copy commands with such names, and somebody else may have chosen the name.
 * Within double quotes, a shell would run the commands in it.
 */
export function shellWord(name: string): string {
  return /^[\w.:/=@%+,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
