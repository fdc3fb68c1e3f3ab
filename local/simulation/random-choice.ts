/** Random choices. `random` returns numbers in [0, 1); the same numbers lead to the same choices. */

export function choose<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Returns an integer from `from` to `to`, both included. */
export function chooseBetween(from: number, to: number, random: () => number): number {
  return from + Math.floor(random() * (to - from + 1));
}
