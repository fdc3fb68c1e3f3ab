/** Lets one invocation write the brief of an incident, even if Lambda runs several at once. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../shared/clock';
import type { JobStore, StoredItem } from '../shared/export-jobs/job-store';
import {
  decide,
  expiryOf,
  type Incident,
  type KindPage,
  renew,
  type Step,
  startIncident,
  withAnswer,
  withBrief,
} from './incident';

/** Another invocation is still writing the brief, or has taken it over. Lambda's retry of this invocation finds the result. */
export class BriefUnderWay extends Error {
  override readonly name = 'BriefUnderWay';
}

/** What this invocation must do for a page. */
export interface Claim {
  /** `write`: write the brief. `remind`: refer to the brief of the incident. `nothing`: the page already has its answer. */
  readonly action: 'write' | 'remind' | 'nothing';
  readonly incident: Incident;
  /**
   * Keeps the claim while the brief is being written.
   *
   * @throws BriefUnderWay if another invocation has taken it over
   */
  keep(): Promise<void>;
  /**
   * Records that the page got its answer, after it was published. A crash before this call repeats the answer.
   *
   * @param subject the subject of a new brief
   */
  finish(subject?: string): Promise<void>;
}

export interface ClaimsOptions {
  readonly store: JobStore;
  readonly clock: Clock;
}

/** Time between two checks of a brief that another invocation writes. */
const CHECK_MS = 10_000;

/** Attempts to use the table. Without the table, the brief is written anyway, and may be repeated. */
const ATTEMPTS = 3;
const RETRY_MS = 1_000;

/**
 * Claims the incident of a page. Waits while another invocation writes its brief.
 *
 * @param deadline when to stop waiting, epoch milliseconds
 * @throws BriefUnderWay if the other invocation is still writing at the deadline
 */
export async function claim(page: KindPage, deadline: number, { store, clock }: ClaimsOptions): Promise<Claim> {
  const key = `brief/${page.kind}`;
  const writer = randomUUID();
  for (;;) {
    const found = await attempt(clock, () => store.read(key));
    if (found === FAILED) return unshared(page, clock.now());
    const { action, incident } = decide(found?.content, page, { writer, now: clock.now() });
    // An earlier write of this claim succeeded, and only its response was lost.
    if (isClaimedBy(found?.content, writer)) return toClaim({ action: 'write', incident }, found);
    if (action !== 'write' && action !== 'wait') return toClaim({ action, incident }, found);
    if (action === 'write') {
      const version = await attempt(clock, () => write(incident, found?.version));
      if (version === FAILED) return unshared(page, clock.now());
      if (version !== undefined) return toClaim({ action, incident }, { content: incident, version });
    } else {
      if (clock.now() >= deadline)
        throw new BriefUnderWay('Another invocation is still writing the brief of this page');
      await clock.sleep(Math.min(CHECK_MS, Math.max(0, incident.leasedUntil - clock.now()) + 1));
    }
  }

  function write(incident: Incident, expected: number | undefined): Promise<number | undefined> {
    return store.write(key, incident, { expected, expiresAt: expiryOf(incident) });
  }

  function toClaim({ action, incident }: Step & Pick<Claim, 'action'>, item: StoredItem | undefined): Claim {
    let current = incident;
    let version = item?.version;
    /** Returns false if another invocation has taken the claim over. A failure of the table counts as success. */
    async function replace(next: Incident): Promise<boolean> {
      const written = await attempt(clock, () => write(next, version));
      if (written === FAILED) return true;
      if (written !== undefined) {
        [current, version] = [next, written];
        return true;
      }
      // If only the response of the write was lost, the item has a new version.
      const found = await attempt(clock, () => store.read(key));
      if (found === FAILED) return true;
      version = found?.version;
      return isClaimedBy(found?.content, writer);
    }
    return {
      action,
      incident,
      async keep() {
        if (!(await replace(renew(current, clock.now()))))
          throw new BriefUnderWay('Another invocation has taken over the brief of this page');
      },
      async finish(subject) {
        const answered =
          subject === undefined ? withAnswer(current, page) : withBrief(current, page, { at: clock.now(), subject });
        await replace(answered);
      },
    };
  }
}

/** Returns a claim that no other invocation knows. */
export function unshared(page: KindPage, now: number): Claim {
  const done = async () => undefined;
  return { action: 'write', incident: startIncident(page, { writer: '', now }), keep: done, finish: done };
}

function isClaimedBy(content: unknown, writer: string): boolean {
  return (content as Partial<Incident> | null | undefined)?.writer === writer;
}

const FAILED = Symbol('failed');

async function attempt<T>(clock: Clock, call: () => Promise<T>): Promise<T | typeof FAILED> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await call();
    } catch {
      if (attempts === ATTEMPTS) return FAILED;
      await clock.sleep(RETRY_MS);
    }
  }
}
