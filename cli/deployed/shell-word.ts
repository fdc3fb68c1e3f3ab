/**
 * Returns a name as one word of a POSIX shell, for a command that people copy. Within double quotes, a shell would run the
 * commands in a name that somebody else chose.
 */
export function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
