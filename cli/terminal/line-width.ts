/** Where the output is not a terminal, or the terminal does not know its size. */
const DEFAULT_WIDTH = 80;

/** Tables of less have no room for their values. */
const MIN_WIDTH = 50;

/** Returns the characters in a line of the output. */
export function lineWidth(columns: number | undefined = process.stdout.columns): number {
  return Math.max(columns || DEFAULT_WIDTH, MIN_WIDTH);
}
