/** True for a list without duplicates. */
export function hasNoRepeats(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
