/**
 * Returns a check that allows a call at least one second after the last allowed one.
 *
 * @param clock milliseconds. Default: real time
 */
export function limitToOnePerSecond(clock: () => number = () => performance.now()): () => boolean {
  let nextAt = Number.NEGATIVE_INFINITY;
  return () => {
    const calledAt = clock();
    if (calledAt < nextAt) return false;
    nextAt = calledAt + 1000;
    return true;
  };
}

/**
 * Returns a check that allows this number within any second.
 *
 * @param clock milliseconds. Default: real time
 */
export function limitPerSecond(
  allowed: number,
  clock: () => number = () => performance.now(),
): (count: number) => boolean {
  let taken: readonly { readonly at: number; readonly count: number }[] = [];
  return (count) => {
    const now = clock();
    taken = taken.filter(({ at }) => at > now - 1000);
    if (taken.reduce((sum, each) => sum + each.count, count) > allowed) return false;
    taken = [...taken, { at: now, count }];
    return true;
  };
}
