/**
 * Returns the name that a misspelled name probably means. Returns undefined if no name is similar, or if the misspelled name has
 * fewer than four letters. Two names are similar if they have the same letters, or if one begins with the other. Case, digits
 * and punctuation do not count.
 */
export function nearestName<N extends string>(key: string, names: readonly N[]): N | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const typed = letters(key);
  if (typed.length < 4) return undefined;
  return (
    names.find((name) => letters(name) === typed) ??
    names.find((name) => letters(name).startsWith(typed) || typed.startsWith(letters(name)))
  );
}
