/** The width if the output is not a terminal, or if the terminal does not report its size. */
const DEFAULT_WIDTH = 80;

/** A narrower table has no room for its values. */
const MIN_WIDTH = 50;

/** Returns the characters in a line of the output. */
export function lineWidth(columns: number | undefined = process.stdout.columns): number {
  return Math.max(columns || DEFAULT_WIDTH, MIN_WIDTH);
}
