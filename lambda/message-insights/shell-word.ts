/** Returns a string as one quoted word of a POSIX shell. */
export function shellWord(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
