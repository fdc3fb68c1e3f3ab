/** The name that a misspelled one means: equal apart from case and punctuation, or one begins with the other. */
export function nearestName<N extends string>(key: string, names: readonly N[]): N | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const typed = letters(key);
  if (typed.length < 4) return undefined;
  return (
    names.find((name) => letters(name) === typed) ??
    names.find((name) => letters(name).startsWith(typed) || typed.startsWith(letters(name)))
  );
}
