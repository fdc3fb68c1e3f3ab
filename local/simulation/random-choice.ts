/** Choices that follow a source of random numbers in [0, 1), and so are the same whenever it is. */

export function choose<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** A whole number from `from` to `to`, both included. */
export function chooseBetween(from: number, to: number, random: () => number): number {
  return from + Math.floor(random() * (to - from + 1));
}
