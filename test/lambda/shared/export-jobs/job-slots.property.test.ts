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

/** What happens after a slot was taken: its job is created, or SES's response is lost, or the process ends. */
const OUTCOMES = [
  'created',
  'created',
  'response lost',
  'crashed before',
  'crashed after',
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
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, SECOND, 20 * SECOND, 70 * SECOND) }),
);

interface Job {
  readonly id: string;
  readonly isBrief: boolean;
  /** The slot for which it was created. */
  readonly slot: string;
}

it('never more than three jobs run, two of them searches, turns keep their distance, and each job is known', () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const turns: number[] = [];
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

      const create = (slot: Slot, isBrief: boolean, outcome: (typeof OUTCOMES)[number]) => {
        turns.push(slot.createAt);
        if (outcome === 'throttled') {
          const retaken = retakeTurn(state, slot.id, now) as { slot: Slot; next: Slots };
          save(retaken.next);
          return create(retaken.slot, isBrief, 'created');
        }
        if (outcome === 'crashed before') return;
        if (outcome === 'refused') return save(releaseSlot(state, slot.id, { isDone: false }));
        const job = { id: `job-${++ids}`, isBrief, slot: slot.id };
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
          if (claim.next) save(claim.next);
          if (claim.kind === 'taken') {
            for (const { jobId, mark: old } of claim.slot.orphans)
              end((job) => (jobId === undefined ? job.slot === old.detail : job.id === jobId));
            create(claim.slot, isBrief, outcome);
          }
        }

        expect(running.length).toBeLessThanOrEqual(MAX_SLOTS);
        expect(running.filter(({ isBrief }) => !isBrief).length).toBeLessThanOrEqual(MAX_SEARCH_SLOTS);
        const orphans = state.slots.flatMap((taken) => taken.orphans);
        const marks = [...state.slots.filter(({ jobId }) => jobId === undefined), ...orphans].map(
          ({ mark }) => mark.detail,
        );
        for (const { id, slot: created } of running)
          expect(jobIdsOf(state).has(id) || marks.includes(created)).toBe(true);
      }
      const distances = turns.slice(1).map((turn, index) => turn - (turns[index] as number));
      expect(Math.min(...distances, CREATE_SPACING_MS)).toBe(CREATE_SPACING_MS);
    }),
    { numRuns: 300 },
  );
});

describe('callers that retry when they are asked to', () => {
  it('get slots in the order in which they came, however long jobs take', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (durations) => {
        let state: Slots = NO_SLOTS;
        const started: number[] = [];
        const events = durations.map((_, caller) => ({ at: START + caller, caller, slot: '' }));
        while (events.length > 0) {
          events.sort((one, other) => one.at - other.at);
          const event = events.shift() as (typeof events)[number];
          state = toSlots(state, event.at);
          if (event.slot) {
            state = releaseSlot(state, event.slot, { isDone: true });
            continue;
          }
          const caller = String(event.caller);
          const mark = { type: 'MESSAGE_INSIGHTS', from: 0, until: 0, detail: '' } as const;
          const claim = claimSlot(state, { id: caller, purpose: 'search', caller, key: caller, mark, now: event.at });
          state = claim.next ?? state;
          if (claim.kind === 'refused') events.push({ ...event, at: claim.retryAt });
          if (claim.kind !== 'taken') continue;
          started.push(event.caller);
          const duration = durations[event.caller] as number;
          state = attachJob(state, { slot: caller, jobId: caller }, event.at) as Slots;
          events.push({ at: event.at + duration * SECOND, caller: event.caller, slot: caller });
        }
        expect(started).toEqual(durations.map((_, caller) => caller));
      }),
    );
  });
});
