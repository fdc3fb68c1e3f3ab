/** Returns whether a list has no duplicates. */
export function hasNoRepeats(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
