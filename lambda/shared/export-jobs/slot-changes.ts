/** Reads and changes the slots that all instances share. */
import type { Clock } from '../clock';
import { SlotsUnavailable } from './job-failures';
import type { JobStore } from './job-store';
import { type Slots, toSlots } from './slots-state';

const KEY = 'export-jobs';

/** How long the item stays in the table after the last change. By then, all leases have expired. */
const RETAINED_MS = 24 * 60 * 60_000;

/** Other instances may write between read and write. After this many attempts, or this time, the change fails. */
const MAX_ATTEMPTS = 40;
const LIMIT_MS = 6_000;

/** The first pause after a write that failed is up to this long. The longest pause is ten times as long. */
const PAUSE_MS = 20;

type Changed = { readonly next?: Slots } | undefined;
type Change<T extends Changed> = (state: Slots, now: number, attempt: number) => T;

export interface SlotChanges {
  /** @throws SlotsUnavailable */
  read(): Promise<Slots>;
  /**
   * Applies a change to the newest state, again if another instance was faster. Returns the last result.
   *
   * @param change returns the state to write in `next`. If that is the given object, nothing is written. `attempt` counts
   * from 1.
   * @throws SlotsUnavailable, or an error of `change`
   */
  apply<T extends Changed>(change: Change<T>): Promise<T>;
}

export function createSlotChanges(store: JobStore, { now, sleep }: Clock): SlotChanges {
  /** Changes of this instance wait for each other, so that they do not compete for the item. */
  let previous: Promise<unknown> = Promise.resolve();

  const available = <T>(call: Promise<T>): Promise<T> =>
    call.catch(() => {
      throw new SlotsUnavailable();
    });

  async function applyNow<T extends Changed>(change: Change<T>): Promise<T> {
    const startedAt = now();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS && now() - startedAt < LIMIT_MS; attempt++) {
      const item = await available(store.read(KEY));
      const state = toSlots(item?.content, now());
      const result = change(state, now(), attempt);
      if (result?.next === undefined || result.next === state) return result;
      const write = { expected: item?.version, expiresAt: now() + RETAINED_MS };
      if ((await available(store.write(KEY, result.next, write))) !== undefined) return result;
      await sleep(Math.random() * PAUSE_MS * Math.min(attempt, 10));
    }
    throw new SlotsUnavailable();
  }

  return {
    async read() {
      return toSlots((await available(store.read(KEY)))?.content, now());
    },
    apply(change) {
      const result = previous.then(() => applyNow(change));
      previous = result.catch(() => undefined);
      return result;
    },
  };
}
