/** Several invocations that share one table, on a clock that skips every wait. */
import { describe, expect, it } from '@jest/globals';
import { BriefUnderWay, claim } from '../../../lambda/alarm-brief/claims';
import { type KindPage, LEASE_MS } from '../../../lambda/alarm-brief/incident';
import { createMemoryStore, type JobStore } from '../../../lambda/shared/export-jobs/job-store';
import { createSkippingClock } from '../../../local/replay/skipping-clock';
import { HOUR, MINUTE, SECOND } from '../../support/world';

const SUBJECT = 'Brief: 412 of 620 bounces share one sender';

/** @param change wraps the table */
function startClaims(change: (store: JobStore) => JobStore = (store) => store) {
  const clock = createSkippingClock({ ahead: 0 });
  const startedAt = clock.now();
  const store = change(createMemoryStore(clock.now));
  const pageAt = (afterMs: number): KindPage => ({
    kind: 'bounce',
    alarm: { kind: 'bounce', windowMs: HOUR, window: '1h' },
    alarmName: 'page',
    at: startedAt + afterMs,
  });
  return {
    clock,
    elapsed: () => clock.now() - startedAt,
    pageAt,
    claim: (page = pageAt(0), waitMs = 10 * MINUTE) => claim(page, clock.now() + waitMs, { store, clock }),
  };
}

describe('an invocation', () => {
  it('writes the brief of a new incident, and records it', async () => {
    const { claim, pageAt } = startClaims();
    const first = await claim();
    expect(first.action).toBe('write');
    await first.finish(SUBJECT);
    const again = await claim();
    expect([again.action, again.incident.brief?.subject]).toEqual(['nothing', SUBJECT]);
    const next = await claim(pageAt(10 * MINUTE));
    expect([next.action, next.incident.id]).toEqual(['remind', first.incident.id]);
    await next.finish();
    expect((await claim(pageAt(10 * MINUTE))).action).toBe('nothing');
  });

  it('waits while another one writes, and then refers to its brief', async () => {
    const { claim, pageAt, clock } = startClaims();
    const first = await claim();
    const second = claim(pageAt(5 * SECOND));
    for (let waits = 0; waits < 20; waits++) {
      await clock.sleep(10 * SECOND);
      await first.keep();
    }
    await first.finish(SUBJECT);
    expect((await second).action).toBe('remind');
  });

  it('takes over from one that died, with the same incident', async () => {
    const { claim, elapsed } = startClaims();
    const dead = await claim();
    const next = await claim();
    expect([next.action, next.incident.id]).toEqual(['write', dead.incident.id]);
    expect(elapsed()).toBeGreaterThanOrEqual(LEASE_MS);
    await expect(dead.keep()).rejects.toThrow(BriefUnderWay);
    await next.keep();
  });

  it('gives up at its deadline, so that Lambda retries it', async () => {
    const { claim } = startClaims();
    await claim();
    await expect(claim(undefined, MINUTE)).rejects.toThrow(
      new BriefUnderWay('Another invocation is still writing the brief of this page'),
    );
  });

  it('of five at once, one writes', async () => {
    const { claim, pageAt } = startClaims();
    const claims = [0, 1, 2, 3, 4].map((index) =>
      claim(pageAt(index)).then(async (claimed) => {
        await claimed.finish(claimed.action === 'write' ? SUBJECT : undefined);
        return claimed.action;
      }),
    );
    expect((await Promise.all(claims)).sort()).toEqual(['remind', 'remind', 'remind', 'remind', 'write']);
  });
});

/** A table that fails. */
const broken = async () => {
  throw new Error('not today');
};

describe('a brief is written although the table', () => {
  it('cannot be read', async () => {
    const { claim } = startClaims((store) => ({ ...store, read: broken }));
    const claimed = await claim();
    expect(claimed.action).toBe('write');
    await claimed.keep();
    await claimed.finish(SUBJECT);
  });

  it('cannot be written', async () => {
    const { claim } = startClaims((store) => ({ ...store, write: broken }));
    expect((await claim()).action).toBe('write');
  });

  it('fails while the brief is being written', async () => {
    let isBroken = false;
    const { claim } = startClaims((store) => ({
      read: (key) => (isBroken ? broken() : store.read(key)),
      write: (...args) => (isBroken ? broken() : store.write(...args)),
    }));
    const claimed = await claim();
    isBroken = true;
    await claimed.keep();
    await claimed.finish(SUBJECT);
    isBroken = false;
    expect((await claim()).action).toBe('write');
  });

  it('stores an item, and loses every other response', async () => {
    let writes = 0;
    const { claim } = startClaims((store) => ({
      ...store,
      async write(...args) {
        const version = await store.write(...args);
        return writes++ % 2 === 0 ? broken() : version;
      },
    }));
    const claimed = await claim();
    expect(claimed.action).toBe('write');
    await claimed.keep();
    await claimed.keep();
    await claimed.finish(SUBJECT);
    expect(writes).toBeGreaterThan(4);
    expect((await claim()).action).toBe('nothing');
  });
});
