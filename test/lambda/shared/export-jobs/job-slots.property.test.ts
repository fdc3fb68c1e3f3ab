/** Random histories of starts, lost responses, crashes, checks and abandoned jobs, against a model of SES. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  attachJob,
  claimSlot,
  expireSlot,
  jobIdsOf,
  releaseSlot,
  renewLease,
  retakeTurn,
} from '../../../../lambda/shared/export-jobs/job-slots';
import {
  CREATE_SPACING_MS,
  MAX_SEARCH_SLOTS,
  MAX_SLOTS,
  NO_SLOTS,
  type Slot,
  type Slots,
  toSlots,
} from '../../../../lambda/shared/export-jobs/slots-state';
import { at, SECOND } from '../../../support/world';

const START = at('2026-11-22T12:00:00Z');

/**
 * The events that can follow when a process takes a slot. The process can end at three moments: at once, after it ended the
 * orphans, and after it created the job. SES can throttle the job or refuse it. The response of SES can be lost.
 */
const OUTCOMES = [
  'created',
  'ended at once',
  'ended before',
  'ended after',
  'response lost',
  'refused',
  'throttled',
] as const;

const STEP = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    caller: fc.constantFrom('a', 'b', 'c', 'd'),
    isBrief: fc.boolean(),
    key: fc.nat(3),
    outcome: fc.constantFrom(...OUTCOMES),
  }),
  fc.record({ kind: fc.constant('check' as const), slot: fc.nat(2) }),
  fc.record({ kind: fc.constant('end' as const), slot: fc.nat(2), isDone: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 20 * SECOND, 70 * SECOND) }),
);

interface Job {
  readonly id: string;
  /** The slot for which it was created. */
  readonly slot: string;
}

it('never more than three jobs run, a brief always has a slot, turns keep their distance, and each job is known', () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 40, maxLength: 60 }), (steps) => {
      const turns: number[] = [];
      const broken: string[] = [];
      let state: Slots = NO_SLOTS;
      let running: readonly Job[] = [];
      let now = START;
      let ids = 0;
      const save = (next: Slots) => {
        state = toSlots(JSON.parse(JSON.stringify(next)), now);
      };
      const end = (isEnded: (job: Job) => boolean) => {
        running = running.filter((job) => !isEnded(job));
      };

      const create = (slot: Slot, outcome: (typeof OUTCOMES)[number]) => {
        turns.push(slot.createAt);
        now = Math.max(now, slot.createAt);
        if (outcome === 'throttled') {
          const retaken = retakeTurn(state, slot.id, now) as { slot: Slot; next: Slots };
          save(retaken.next);
          return create(retaken.slot, 'created');
        }
        if (outcome === 'ended before') return;
        if (outcome === 'refused') return save(releaseSlot(state, slot.id, { isDone: false }));
        const job = { id: `job-${++ids}`, slot: slot.id };
        running = [...running, job];
        if (outcome === 'created') save(attachJob(state, { slot: slot.id, jobId: job.id }, now) as Slots);
        if (outcome === 'response lost') save(expireSlot(state, slot.id, now));
      };

      for (const step of steps) {
        const slot = 'slot' in step ? state.slots[step.slot] : undefined;
        if (step.kind === 'wait') now += step.ms;
        if (step.kind === 'check' && slot) save(renewLease(state, slot.id, now));
        if (step.kind === 'end' && slot?.jobId) {
          end(({ id }) => id === slot.jobId);
          save(releaseSlot(state, slot.id, step));
        }
        if (step.kind === 'start') {
          const { caller, isBrief, outcome } = step;
          // Each slot's mark has the ID of the slot, so that the model finds a job whose ID was lost.
          const id = `slot-${++ids}`;
          const mark = { type: 'MESSAGE_INSIGHTS', from: 0, until: now, detail: id } as const;
          const key = `${caller}-${step.key}-${isBrief}`;
          const claim = claimSlot(state, { id, purpose: isBrief ? 'brief' : 'search', caller, key, mark, now });
          const hasBrief = state.slots.some(({ purpose, leaseUntil }) => purpose === 'brief' && leaseUntil > now);
          if (isBrief && !hasBrief && claim.kind === 'refused') broken.push('the only brief is refused');
          if (claim.next) save(claim.next);
          if (claim.kind === 'taken' && outcome !== 'ended at once') {
            for (const { jobId, mark: old } of claim.slot.orphans)
              end((job) => (jobId === undefined ? job.slot === old.detail : job.id === jobId));
            create(claim.slot, outcome);
          }
        }

        if (running.length > MAX_SLOTS) broken.push('too many jobs');
        const live = state.slots.filter(({ leaseUntil }) => leaseUntil > now);
        if (live.filter(({ purpose }) => purpose === 'search').length > MAX_SEARCH_SLOTS)
          broken.push('too many searches');
        const orphans = state.slots.flatMap((taken) => taken.orphans);
        const known = new Set([...jobIdsOf(state), ...orphans.map(({ jobId }) => jobId)]);
        const lost = [...state.slots, ...orphans].filter(({ jobId }) => jobId === undefined);
        const marks = new Set(lost.map(({ mark }) => mark.detail));
        if (!running.every((job) => known.has(job.id) || marks.has(job.slot))) broken.push('unknown job');
      }
      expect(broken).toEqual([]);
      const distances = turns.slice(1).map((turn, index) => turn - (turns[index] as number));
      expect(Math.min(...distances, CREATE_SPACING_MS)).toBe(CREATE_SPACING_MS);
    }),
    { numRuns: 150 },
  );
});

/** How long the job of a caller takes, and how late the caller retries. */
const CALLER = fc.record({ seconds: fc.integer({ min: 1, max: 40 }), lateMs: fc.integer({ min: 0, max: 9_999 }) });

describe('callers that retry when they are asked to', () => {
  it('get slots in the order in which they came: no two later ones run while one waits', () => {
    fc.assert(
      fc.property(fc.array(CALLER, { minLength: 3, maxLength: 20 }), (callers) => {
        const durations = callers.map(({ seconds }) => seconds);
        let state: Slots = NO_SLOTS;
        const running = new Set<number>();
        const waiting = new Set<number>();
        const events = durations.map((_, caller) => ({ at: START + Math.floor(caller / 3), caller, slot: '' }));
        for (let steps = 0; events.length > 0 && steps < 10_000; steps++) {
          events.sort((one, other) => one.at - other.at);
          const event = events.shift() as (typeof events)[number];
          state = toSlots(state, event.at);
          if (event.slot) {
            state = releaseSlot(state, event.slot, { isDone: true });
            running.delete(event.caller);
            continue;
          }
          const caller = String(event.caller);
          const mark = { type: 'MESSAGE_INSIGHTS', from: 0, until: 0, detail: '' } as const;
          const claim = claimSlot(state, { id: caller, purpose: 'search', caller, key: caller, mark, now: event.at });
          state = claim.next ?? state;
          if (claim.kind === 'refused') waiting.add(event.caller);
          if (claim.kind === 'refused')
            events.push({ ...event, at: claim.retryAt + (callers[event.caller]?.lateMs ?? 0) });
          if (claim.kind !== 'taken') continue;
          waiting.delete(event.caller);
          running.add(event.caller);
          const first = Math.min(...waiting);
          expect([...running].filter((other) => other > first).length).toBeLessThan(MAX_SEARCH_SLOTS);
          const duration = durations[event.caller] as number;
          state = attachJob(state, { slot: caller, jobId: caller }, event.at) as Slots;
          events.push({ at: event.at + duration * SECOND, caller: event.caller, slot: caller });
        }
        expect([...waiting]).toEqual([]);
      }),
    );
  });
});
