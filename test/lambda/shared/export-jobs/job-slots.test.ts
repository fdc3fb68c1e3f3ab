import { describe, expect, it } from '@jest/globals';
import {
  attachJob,
  claimSlot,
  dropHolder,
  expireSlot,
  releaseSlot,
  renewLease,
  retakeTurn,
  type SlotRequest,
} from '../../../../lambda/shared/export-jobs/job-slots';
import {
  CREATE_SPACING_MS,
  LEASE_MS,
  MAX_HOLD_MS,
  MAX_PLACES,
  type Mark,
  NO_SLOTS,
  PENDING_LEASE_MS,
  type Slot,
  type Slots,
} from '../../../../lambda/shared/export-jobs/slots-state';
import { at, MINUTE, SECOND } from '../../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const MARK: Mark = { type: 'MESSAGE_INSIGHTS', from: NOW - MINUTE, until: NOW, detail: '10000' };

/** `search anna` is a slot of Anna's search. `expired` before it: its lease is over. `pending`: it has no job. */
function slotsOf(...descriptions: readonly string[]): Slots {
  const slots = descriptions.map((description, index): Slot => {
    const [caller = '', purpose, ...states] = description.split(' ').reverse();
    return {
      id: `slot-${index}`,
      purpose: purpose as Slot['purpose'],
      caller,
      key: `key-${index}`,
      startedAt: NOW - 10 * SECOND,
      createAt: NOW - 10 * SECOND,
      leaseUntil: states.includes('expired') ? NOW - index : NOW + 30 * SECOND,
      holders: 1,
      mark: MARK,
      jobId: states.includes('pending') ? undefined : `job-${index}`,
      orphans: [],
    };
  });
  return { ...NO_SLOTS, slots };
}

const withPlaces = (state: Slots, ...callers: readonly string[]): Slots => ({
  ...state,
  places: callers.map((caller) => ({ caller, until: NOW + MINUTE })),
});

function request(description: string, rest: Partial<SlotRequest> = {}): SlotRequest {
  const [purpose, caller = ''] = description.split(' ');
  return { id: 'new', purpose: purpose as Slot['purpose'], caller, key: 'new-key', mark: MARK, now: NOW, ...rest };
}

describe('a claim', () => {
  it.each<[string, Slots, string, string]>([
    ['takes the first slot', NO_SLOTS, 'search anna', 'new'],
    ['takes the second slot', slotsOf('search anna'), 'search bert', 'new'],
    ['of a caller that has a slot takes the second one if nobody waits', slotsOf('search anna'), 'search anna', 'new'],
    ['of a third search is refused', slotsOf('search anna', 'search bert'), 'search carl', 'refused'],
    ['of a brief takes the third slot', slotsOf('search anna', 'search bert'), 'brief bounce', 'new'],
    [
      'of a second brief needs a slot that searches leave free',
      slotsOf('search anna', 'brief bounce'),
      'brief other',
      'new',
    ],
    [
      'of a second brief is refused if searches run',
      slotsOf('search anna', 'search bert', 'brief bounce'),
      'brief other',
      'refused',
    ],
    [
      'of a search beside two briefs is refused if one search runs',
      slotsOf('search anna', 'brief one', 'brief two'),
      'search bert',
      'refused',
    ],
    ['of a search takes the slot that two briefs leave', slotsOf('brief one', 'brief two'), 'search bert', 'new'],
    ['takes the slot of an abandoned search', slotsOf('search anna', 'expired search bert'), 'search carl', 'slot-1'],
    [
      'takes the slot that was abandoned first',
      slotsOf('expired search anna', 'expired search bert'),
      'search carl',
      'slot-1',
    ],
    ['takes a new slot while an abandoned job may run', slotsOf('expired search anna'), 'search carl', 'new'],
    [
      'of a brief takes an abandoned slot if all are taken',
      slotsOf('search anna', 'search bert', 'expired brief one'),
      'brief two',
      'slot-2',
    ],
    [
      'of a search does not take the abandoned slot of a brief beside two searches',
      slotsOf('search anna', 'search bert', 'expired brief one'),
      'search carl',
      'refused',
    ],
    ['is refused behind a caller that waits', withPlaces(slotsOf('search anna'), 'bert'), 'search carl', 'refused'],
    ['of the caller that waits succeeds', withPlaces(slotsOf('search anna'), 'bert'), 'search bert', 'new'],
    [
      'of the second caller that waits is refused',
      withPlaces(slotsOf('search anna'), 'bert', 'carl'),
      'search carl',
      'refused',
    ],
    [
      'of the second caller that waits succeeds if two slots are free',
      withPlaces(NO_SLOTS, 'bert', 'carl'),
      'search carl',
      'new',
    ],
    [
      'of a caller that has a slot waits behind a caller that has none',
      withPlaces(slotsOf('search anna'), 'anna', 'bert'),
      'search anna',
      'refused',
    ],
    [
      'of a caller without a slot does not wait behind a caller that has one',
      withPlaces(slotsOf('search anna'), 'anna'),
      'search bert',
      'new',
    ],
    [
      'of a brief does not wait behind searches',
      withPlaces(slotsOf('search anna', 'search bert'), 'carl'),
      'brief bounce',
      'new',
    ],
  ])('%s', (_, state, description, expected) => {
    const claim = claimSlot(state, request(description));
    const found = claim.kind === 'taken' ? (claim.slot.orphans[0]?.jobId?.replace('job', 'slot') ?? 'new') : claim.kind;
    expect(found).toBe(expected);
    if (claim.kind === 'taken')
      expect(claim.next.slots.map(({ id }) => id)).not.toContain(expected === 'new' ? '' : expected);
  });

  it('of an equal request returns the job that it started, with one holder more and a new lease', () => {
    const claim = claimSlot(slotsOf('search anna'), request('search anna', { key: 'key-0' }));
    expect(claim).toMatchObject({ kind: 'same', job: { slot: 'slot-0', jobId: 'job-0' } });
    expect(claim.next?.slots).toMatchObject([{ holders: 2, leaseUntil: NOW + LEASE_MS }]);
  });

  it('of an equal request waits while the job is being created', () => {
    const claim = claimSlot(slotsOf('pending search anna'), request('search anna', { key: 'key-0' }));
    expect(claim.kind).toBe('pending');
  });

  it('of an equal request takes the slot whose job may exist, even if others wait', () => {
    const state = withPlaces(slotsOf('expired pending search anna', 'search bert'), 'carl', 'dora');
    const claim = claimSlot(state, request('search anna', { key: 'key-0' }));
    expect(claim).toMatchObject({ kind: 'taken', slot: { orphans: [{ jobId: undefined, mark: MARK }] } });
  });

  it('of an equal request more than a minute later starts another job', () => {
    const later = NOW + 50 * SECOND;
    expect(claimSlot(slotsOf('search anna'), request('search anna', { key: 'key-0', now: later })).kind).toBe('taken');
  });

  it('takes over the orphans of a slot that nobody has cleared', () => {
    const [slot] = slotsOf('expired search anna', 'search bert').slots as [Slot];
    const orphan = { jobId: 'old', createAt: NOW - MINUTE, mark: MARK };
    const state = {
      ...NO_SLOTS,
      slots: [{ ...slot, orphans: [orphan] }, ...slotsOf('search bert', 'search carl').slots.slice(1)],
    };
    const claim = claimSlot(state, request('search dora'));
    expect(claim).toMatchObject({ slot: { orphans: [orphan, { jobId: 'job-0' }] } });
  });

  it('that succeeds gives up the place in the line', () => {
    const claim = claimSlot(withPlaces(NO_SLOTS, 'anna', 'bert'), request('search anna'));
    expect(claim.next?.places).toMatchObject([{ caller: 'bert' }]);
  });

  it('that is refused keeps its first place in the line when it is refused again', () => {
    const first = claimSlot(slotsOf('search anna', 'search bert'), request('search carl')).next as Slots;
    const second = claimSlot(first, request('search dora')).next as Slots;
    const third = claimSlot(second, request('search carl', { now: NOW + 6 * SECOND })).next as Slots;
    expect(third.places).toMatchObject([{ caller: 'carl', until: NOW + 21 * SECOND }, { caller: 'dora' }]);
  });

  it.each([
    [0, 5],
    [1, 5],
    [2, 10],
    [10, 30],
    [40, 60],
    [MAX_PLACES, 60],
  ])('behind %s others is refused for %s s, and its place is kept a little longer', (others, seconds) => {
    const names = Array.from({ length: others }, (_, index) => `other-${index}`);
    const claim = claimSlot(withPlaces(slotsOf('search anna', 'search bert'), ...names), request('search carl'));
    expect(claim).toMatchObject({ kind: 'refused', retryAt: NOW + seconds * SECOND });
    const place = claim.next?.places.find(({ caller }) => caller === 'carl');
    expect(place?.until).toBe(others < MAX_PLACES ? NOW + (seconds + 10) * SECOND : undefined);
  });

  it('ignores the place of a caller that has not returned', () => {
    const state = { ...slotsOf('search anna'), places: [{ caller: 'bert', until: NOW }] };
    expect(claimSlot(state, request('search carl')).kind).toBe('taken');
  });
});

describe('the turn to create a job', () => {
  it.each([
    ['is a little later than now', -SECOND, 150],
    ['is a spacing after the last turn', 1_000, 1_000 + CREATE_SPACING_MS],
    ['is a little later than now if the last turn is long ago', -MINUTE, 150],
  ])('%s', (_, lastTurn, expected) => {
    const state = { ...slotsOf('pending search anna'), lastTurn: NOW + lastTurn };
    const claim = claimSlot({ ...state, slots: [] }, request('search anna'));
    expect(claim).toMatchObject({
      slot: { createAt: NOW + expected, leaseUntil: NOW + expected + PENDING_LEASE_MS },
      next: { lastTurn: NOW + expected },
    });
    expect(retakeTurn(state, 'slot-0', NOW)?.slot.createAt).toBe(NOW + expected);
  });

  it('is not given to a slot that is lost', () => {
    expect(retakeTurn(NO_SLOTS, 'slot-0', NOW)).toBeUndefined();
  });
});

describe('a slot', () => {
  it('gets its job, a new lease, and has no orphans any more', () => {
    const [slot] = slotsOf('pending search anna').slots as [Slot];
    const state = { ...NO_SLOTS, slots: [{ ...slot, orphans: [{ createAt: 0, mark: MARK }] }] };
    const next = attachJob(state, { slot: 'slot-0', jobId: 'job' }, NOW);
    expect(next?.slots).toMatchObject([{ jobId: 'job', leaseUntil: NOW + LEASE_MS, orphans: [] }]);
  });

  it.each([
    ['it is lost', NO_SLOTS],
    ['another slot has the job', slotsOf('pending search anna', 'search bert')],
    [
      'an ended job is the job',
      {
        ...slotsOf('pending search anna'),
        ended: [{ key: 'k', slot: 's', jobId: 'job-1', startedAt: NOW, mark: MARK }],
      },
    ],
  ])('does not get its job if %s', (_, state) => {
    expect(attachJob(state, { slot: 'slot-0', jobId: 'job-1' }, NOW)).toBeUndefined();
  });

  it('renews its lease when half of it is over, but not beyond the longest time', () => {
    const state = slotsOf('search anna');
    expect(renewLease(state, 'slot-0', NOW - 1)).toBe(state);
    expect(renewLease(state, 'slot-0', NOW + SECOND).slots).toMatchObject([{ leaseUntil: NOW + SECOND + LEASE_MS }]);
    const end = NOW - 10 * SECOND + MAX_HOLD_MS;
    expect(renewLease(state, 'slot-0', end - SECOND).slots).toMatchObject([{ leaseUntil: end }]);
    expect(renewLease(state, 'lost', NOW)).toBe(state);
  });

  it('is free after its job, and the job stays known only if it was successful', () => {
    const state = slotsOf('search anna');
    const done = releaseSlot(state, 'slot-0', { isDone: true });
    expect(done).toMatchObject({ slots: [], ended: [{ key: 'key-0', slot: 'slot-0', jobId: 'job-0' }] });
    expect(claimSlot(done, request('search anna', { key: 'key-0' }))).toMatchObject({
      kind: 'same',
      job: { jobId: 'job-0' },
    });
    expect(releaseSlot(state, 'slot-0', { isDone: false })).toMatchObject({ slots: [], ended: [] });
    expect(releaseSlot(done, 'slot-0', { isDone: false })).toMatchObject({ ended: [] });
    expect(releaseSlot(done, 'slot-0', { isDone: true })).toBe(done);
  });

  it('whose job may exist expires at once', () => {
    expect(expireSlot(slotsOf('pending search anna'), 'slot-0', NOW).slots).toMatchObject([{ leaseUntil: NOW }]);
  });

  it('that two starts share has one holder after one of them is dropped, and the last one cannot be dropped', () => {
    const shared = claimSlot(slotsOf('search anna'), request('search anna', { key: 'key-0' })).next as Slots;
    const next = dropHolder(shared, 'slot-0');
    expect(next?.slots).toMatchObject([{ holders: 1 }]);
    expect(dropHolder(next as Slots, 'slot-0')).toBeUndefined();
  });
});
