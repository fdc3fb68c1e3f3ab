import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claimSlot } from '../../../../lambda/shared/export-jobs/job-slots';
import {
  LEASE_MS,
  MAX_PLACES,
  MAX_SLOTS,
  NO_SLOTS,
  type Slot,
  type Slots,
  toSlots,
} from '../../../../lambda/shared/export-jobs/slots-state';
import { at, MINUTE, SECOND } from '../../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const SLOT: Slot = {
  id: 'slot',
  purpose: 'search',
  caller: 'anna',
  key: 'key',
  startedAt: NOW,
  createAt: NOW,
  leaseUntil: NOW + SECOND,
  holders: 1,
  mark: { type: 'METRICS_DATA', from: 0, until: NOW, detail: 'ISP' },
  jobId: 'job',
  orphans: [{ createAt: NOW, mark: { type: 'MESSAGE_INSIGHTS', from: 0, until: NOW, detail: '10' } }],
};
const STATE: Slots = {
  slots: [SLOT, { ...SLOT, id: 'other', jobId: undefined }],
  places: [{ caller: 'bert', until: NOW + MINUTE }],
  ended: [{ key: 'key', slot: 'old', jobId: 'old-job', startedAt: NOW - SECOND, mark: SLOT.mark }],
  lastTurn: NOW + SECOND,
};

/** Returns the state after it was stored and read. */
const stored = (state: unknown) => toSlots(JSON.parse(JSON.stringify(state)), NOW);

describe('the stored item', () => {
  it('is read as it was written', () => {
    expect(stored(STATE)).toEqual(JSON.parse(JSON.stringify(STATE)));
  });

  it.each([undefined, null, 5, 'slots', [], [STATE], {}, { slots: 5, places: null, ended: {}, lastTurn: 'now' }])(
    'that is %j has no slots',
    (content) => {
      expect(toSlots(content, NOW)).toEqual(NO_SLOTS);
    },
  );

  it.each<[string, object]>([
    ['an ID that is a number', { id: 5 }],
    ['another purpose', { purpose: 'load' }],
    ['no caller', { caller: undefined }],
    ['a lease that is a string', { leaseUntil: '2026' }],
    ['a job ID that is a number', { jobId: 5 }],
    ['a time of a question that is a string', { askedAt: '2026' }],
    ['no mark', { mark: undefined }],
    ['a mark of another type', { mark: { ...SLOT.mark, type: 'MAIL' } }],
    ['orphans that are no list', { orphans: {} }],
    ['an orphan without a mark', { orphans: [{ createAt: NOW }] }],
  ])('loses a slot with %s, and keeps the others', (_, change) => {
    const state = {
      ...STATE,
      slots: [
        { ...SLOT, ...change },
        { ...SLOT, id: 'good' },
      ],
    };
    expect(stored(state).slots.map(({ id }) => id)).toEqual(['good']);
  });

  it.each<[string, object, object]>([
    [
      'a lease that ends too late ends sooner',
      { slots: [{ ...SLOT, leaseUntil: NOW + 10 * LEASE_MS }] },
      { slots: [{ leaseUntil: NOW + LEASE_MS }] },
    ],
    ['a turn that is too far ahead does not count', { lastTurn: NOW + MINUTE }, { lastTurn: 0 }],
    ['a place that has expired is dropped', { places: [{ caller: 'bert', until: NOW }] }, { places: [] }],
    [
      'a place that is kept too long is dropped',
      { places: [{ caller: 'bert', until: NOW + 3 * MINUTE }] },
      { places: [] },
    ],
    [
      'a job that ended long ago is dropped',
      { ended: [{ ...STATE.ended[0], startedAt: NOW - MINUTE }] },
      { ended: [] },
    ],
    [
      'a job that ended in the future is dropped',
      { ended: [{ ...STATE.ended[0], startedAt: NOW + MINUTE }] },
      { ended: [] },
    ],
  ])('%s', (_, change, expected) => {
    expect(stored({ ...STATE, ...change })).toMatchObject(expected);
  });

  it('with too many slots and places keeps the first ones', () => {
    const slots = Array.from({ length: 9 }, (_, index) => ({ ...SLOT, id: String(index) }));
    const places = Array.from({ length: 999 }, (_, index) => ({ ...STATE.places[0], caller: String(index) }));
    const state = stored({ ...STATE, slots, places });
    expect([state.slots.length, state.places.length]).toEqual([MAX_SLOTS, MAX_PLACES]);
  });

  it('can be any JSON, and a claim has a result', () => {
    const member = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.constant(SLOT), fc.jsonValue())));
    const content = fc.oneof(
      fc.jsonValue(),
      fc.record({ slots: member, places: member, ended: member, lastTurn: member }),
    );
    const request = { id: 'new', purpose: 'search', caller: 'anna', key: 'new', mark: SLOT.mark, now: NOW } as const;
    fc.assert(
      fc.property(content, (any) => {
        const claim = claimSlot(toSlots(any, NOW), request);
        expect(['taken', 'refused', 'same', 'pending']).toContain(claim.kind);
      }),
    );
  });
});
