/** True for a list that names nothing twice. */
export function hasNoRepeats(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
