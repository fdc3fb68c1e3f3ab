/** Work that must end before the process does, such as setting back the state of an alarm. */

const unfinished = new Set<Promise<unknown>>();

/** Keeps the process running until this work ends, also after a closed pipe, a closed terminal or an unexpected error. */
export async function finishBeforeExit<T>(work: Promise<T>): Promise<T> {
  unfinished.add(work);
  try {
    return await work;
  } finally {
    unfinished.delete(work);
  }
}

export async function awaitUnfinishedWork(): Promise<void> {
  await Promise.allSettled(unfinished);
}
