/**
 * The slots for export jobs, which all Lambda functions of the account share. Each function below takes the state of the
 * item and returns the next state.
 *
 * A slot is a lease. It expires if nobody checks its job. The start that then takes it must end its job first.
 */
import {
  ASK_SPACING_MS,
  CREATE_SPACING_MS,
  isRecent,
  LEASE_MS,
  MAX_HOLD_MS,
  MAX_PLACES,
  MAX_SEARCH_SLOTS,
  MAX_SLOTS,
  type Mark,
  type Orphan,
  PENDING_LEASE_MS,
  type Place,
  type Slot,
  type Slots,
} from './slots-state';

/** A turn is at least this far ahead, so that it has not passed when the table responds. */
const LEAD_MS = 150;

/** How long the first refused caller in the line waits before it retries. Each other caller waits for those before it, too. */
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;

/** How long after its retry time a refused caller's place is kept. */
const LATE_RETRY_MS = 10_000;

export interface SlotRequest extends Pick<Slot, 'id' | 'purpose' | 'caller' | 'key' | 'mark'> {
  readonly now: number;
}

export type Claim =
  /** The slot is taken. Its orphans must end before its job is created. */
  | { readonly kind: 'taken'; readonly slot: Slot; readonly next: Slots }
  /** An equal request has started this job. */
  | {
      readonly kind: 'same';
      readonly job: { readonly slot: string; readonly jobId: string; readonly mark: Mark };
      readonly next: Slots;
    }
  /** An equal request is starting its job. */
  | { readonly kind: 'pending'; readonly next?: undefined }
  /** The jobs in `unknown` may have ended without anybody seeing it. This start is to ask SES. */
  | {
      readonly kind: 'refused';
      readonly retryAt: number;
      readonly unknown: readonly StartedSlot[];
      readonly next: Slots;
    };

/** A slot whose job SES has accepted. */
export type StartedSlot = Slot & { readonly jobId: string };

/**
 * Takes a slot. A caller that already has one waits behind callers that have none. The place of a refused caller is kept
 * for its retry.
 */
export function claimSlot(state: Slots, request: SlotRequest): Claim {
  const { caller, key, now } = request;
  const equal = state.slots.find((slot) => slot.key === key && isRecent(slot.startedAt, now));
  if (equal?.jobId !== undefined) {
    const shared = { ...equal, holders: equal.holders + 1, leaseUntil: now + LEASE_MS };
    return {
      kind: 'same',
      job: { slot: equal.id, jobId: equal.jobId, mark: equal.mark },
      next: replaceSlot(state, shared),
    };
  }
  if (equal && equal.leaseUntil > now) return { kind: 'pending' };
  const ended = state.ended.find((job) => job.key === key);
  if (ended) return { kind: 'same', job: ended, next: state };

  const found = equal ?? findSlot(state, request);
  if (found === undefined) return refuse(state, request);
  const createAt = nextTurn(state, now);
  const slot: Slot = {
    id: request.id,
    purpose: request.purpose,
    caller,
    key,
    mark: request.mark,
    startedAt: now,
    createAt,
    leaseUntil: createAt + PENDING_LEASE_MS,
    holders: 1,
    orphans: found === 'new' ? [] : orphansOf(found),
  };
  return {
    kind: 'taken',
    slot,
    next: {
      ...state,
      slots: [...state.slots.filter((other) => other !== found), slot],
      places: state.places.filter((place) => place.caller !== caller),
      lastTurn: createAt,
    },
  };
}

/** Returns the slot to use: a new one, or one whose lease has expired. Undefined if all are taken, or kept for others. */
function findSlot(state: Slots, request: SlotRequest): 'new' | Slot | undefined {
  const { purpose, caller, now } = request;
  const { slots } = state;
  const expired = [...slots]
    .sort((one, other) => one.leaseUntil - other.leaseUntil)
    .filter((slot) => !isLive(slot, now));
  const isFirstBrief = purpose === 'brief' && !slots.some((slot) => slot.purpose === 'brief' && isLive(slot, now));
  if (isFirstBrief) return slots.length < MAX_SLOTS ? 'new' : expired[0];

  const free = MAX_SEARCH_SLOTS - countShared(slots.filter((slot) => isLive(slot, now)));
  if (free <= placesAhead(state, caller, now).length) return undefined;
  if (countShared(slots) < MAX_SEARCH_SLOTS && slots.length < MAX_SLOTS) return 'new';
  return expired.find((slot) => slot.purpose === purpose) ?? expired[0];
}

/** Returns the number of slots beside the one that is reserved for a brief. */
function countShared(slots: readonly Slot[]): number {
  const briefs = slots.filter(({ purpose }) => purpose === 'brief').length;
  return slots.length - Math.min(briefs, MAX_SLOTS - MAX_SEARCH_SLOTS);
}

/** Returns the places of callers that have fewer slots, and of earlier callers that have as many. */
function placesAhead({ slots, places }: Slots, caller: string, now: number): readonly Place[] {
  const slotsOf = (name: string) => slots.filter((slot) => slot.caller === name && isLive(slot, now)).length;
  const own = slotsOf(caller);
  const ownPlace = places.findIndex((place) => place.caller === caller);
  return places.filter((place, index) => {
    if (place.caller === caller || place.until <= now) return false;
    const other = slotsOf(place.caller);
    return other < own || (other === own && (ownPlace < 0 || index < ownPlace));
  });
}

function refuse(state: Slots, { caller, now }: SlotRequest): Claim {
  const ahead = placesAhead(state, caller, now).length;
  const retryAt = now + Math.min(MAX_RETRY_MS, RETRY_MS * (1 + Math.floor(ahead / MAX_SEARCH_SLOTS)));
  const isUnknown = (slot: Slot): slot is StartedSlot => isStarted(slot) && !wasAsked(slot, now);
  const unknown = state.slots.filter(isUnknown);
  const slots = state.slots.map((slot) => (isUnknown(slot) ? { ...slot, askedAt: now } : slot));
  const own = { caller, until: retryAt + LATE_RETRY_MS };
  return { kind: 'refused', retryAt, unknown, next: { ...state, slots, places: withPlace(state.places, own) } };
}

/** Replaces the place of the same caller, or adds one at the end of the line. */
function withPlace(places: readonly Place[], own: Place): readonly Place[] {
  if (places.some((place) => place.caller === own.caller)) {
    return places.map((place) => (place.caller === own.caller ? own : place));
  }
  return places.length < MAX_PLACES ? [...places, own] : places;
}

function isStarted(slot: Slot): slot is StartedSlot {
  return slot.jobId !== undefined;
}

/** A time in the future comes from a wrong clock. */
function wasAsked({ startedAt, askedAt = startedAt }: Slot, now: number): boolean {
  return Math.abs(now - askedAt) < ASK_SPACING_MS;
}

/** Takes another turn to create the job of a slot. Returns undefined if the slot is lost. */
export function retakeTurn(
  state: Slots,
  id: string,
  now: number,
): { readonly slot: Slot; readonly next: Slots } | undefined {
  const found = state.slots.find((slot) => slot.id === id);
  if (!found) return undefined;
  const slot = { ...found, createAt: nextTurn(state, now) };
  return { slot, next: { ...replaceSlot(state, slot), lastTurn: slot.createAt } };
}

function nextTurn({ lastTurn }: Slots, now: number): number {
  return Math.max(now + LEAD_MS, lastTurn + CREATE_SPACING_MS);
}

/** Records the job of a slot. Returns undefined if the slot is lost, or another slot has the job. */
export function attachJob(
  state: Slots,
  job: { readonly slot: string; readonly jobId: string },
  now: number,
): Slots | undefined {
  const found = state.slots.find((slot) => slot.id === job.slot);
  if (!found || jobIdsOf(state).has(job.jobId)) return undefined;
  return replaceSlot(state, { ...found, jobId: job.jobId, leaseUntil: now + LEASE_MS, orphans: [] });
}

/** Returns the IDs of all jobs that the state has. */
export function jobIdsOf({ slots, ended }: Slots): ReadonlySet<string> {
  return new Set([...slots, ...ended].flatMap(({ jobId }) => jobId ?? []));
}

/** Renews a lease that is more than half over. Otherwise, the state stays the same object. */
export function renewLease(state: Slots, id: string, now: number): Slots {
  const found = state.slots.find((slot) => slot.id === id);
  if (!found || found.leaseUntil > now + LEASE_MS / 2) return state;
  return replaceSlot(state, { ...found, leaseUntil: Math.min(now + LEASE_MS, found.startedAt + MAX_HOLD_MS) });
}

/** Frees a slot whose job has ended. A job that was successful is also the job of an equal request that follows. */
export function releaseSlot(state: Slots, id: string, { isDone }: { readonly isDone: boolean }): Slots {
  const found = state.slots.find((slot) => slot.id === id);
  if (!found) return isDone ? state : { ...state, ended: state.ended.filter(({ slot }) => slot !== id) };
  const { key, jobId, startedAt, mark } = found;
  const ended =
    isDone && jobId !== undefined ? [...state.ended, { key, slot: id, jobId, startedAt, mark }] : state.ended;
  return { ...state, slots: state.slots.filter((slot) => slot !== found), ended };
}

/** Ends the lease of a slot whose job may exist, so that the next claim ends the job. */
export function expireSlot(state: Slots, id: string, now: number): Slots {
  const found = state.slots.find((slot) => slot.id === id);
  return found ? replaceSlot(state, { ...found, leaseUntil: Math.min(found.leaseUntil, now) }) : state;
}

/** Removes one holder of a shared job. Returns undefined if no other holder remains. */
export function dropHolder(state: Slots, id: string): Slots | undefined {
  const found = state.slots.find((slot) => slot.id === id);
  return found && found.holders > 1 ? replaceSlot(state, { ...found, holders: found.holders - 1 }) : undefined;
}

function replaceSlot(state: Slots, slot: Slot): Slots {
  return { ...state, slots: state.slots.map((other) => (other.id === slot.id ? slot : other)) };
}

function orphansOf({ jobId, createAt, mark, orphans }: Slot): readonly Orphan[] {
  return [...orphans, { jobId, createAt, mark }];
}

function isLive({ leaseUntil }: Slot, now: number): boolean {
  return leaseUntil > now;
}
