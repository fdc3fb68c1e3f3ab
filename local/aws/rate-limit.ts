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
