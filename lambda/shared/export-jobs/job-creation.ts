/** Creates the job of a slot, and finds a job whose ID was lost. */
import type { Clock } from '../clock';
import { SesFailure } from '../ses-failure';
import { type JobCalls, SES_TIMEOUT_MS } from './job-calls';
import { NoSlot, SlotsUnavailable } from './job-failures';
import { jobIdsOf, retakeTurn } from './job-slots';
import { isSameMark, isSameSource, type JobSource, markOf } from './job-source';
import type { SlotChanges } from './slot-changes';
import { CREATE_SPACING_MS, type Orphan, type Slot } from './slots-state';

/** A request that is sent this long after its turn takes another turn, because it would be too near to the next one. */
const LATE_MS = 50;

/** Turns to take before the creation fails because SES throttles it, or before a late request is sent anyway. */
const MAX_TURNS = 3;

/** A job may appear in SES's list a moment after SES accepted it. The list is read after each of these pauses. */
const PAUSES_MS = [0, 1_000, 2_000] as const;

/** Clocks of SES and of this machine may differ by this much. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** Maximum number of jobs whose details are read to find one. */
const MAX_CANDIDATES = 20;

export interface JobCreation {
  /**
   * Ends the jobs that the slot had before, and creates its job.
   *
   * @throws SlotLost when another start took the slot
   * @throws JobUncertain when the job may exist
   * @throws NoSlot, VdmOff, SesFailure, SlotsUnavailable when no job exists, for example because the deadline is too near
   */
  create(slot: Slot, source: JobSource): Promise<string>;
}

/** SES may have created a job, or an earlier job of the slot may run. The slot stays taken until a later start ends the job. */
export class JobUncertain extends Error {
  override readonly name = 'JobUncertain';

  constructor(override readonly cause: unknown) {
    super('An export job may exist');
  }
}

export class SlotLost extends Error {
  override readonly name = 'SlotLost';
}

/** The turns of one instance. The slots may not have them, if an instance whose clock is wrong has replaced the last turn. */
export interface OwnTurns {
  /** The first free time after them, epoch milliseconds. */
  freeAt: number;
}

export interface JobCreationOptions {
  /** Calls that end at the deadline. */
  readonly calls: JobCalls;
  readonly slots: SlotChanges;
  readonly ownTurns: OwnTurns;
  readonly clock: Clock;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

export function createJobCreation({ calls, slots, ownTurns, clock, deadline }: JobCreationOptions): JobCreation {
  const { now, sleep } = clock;
  /** A call that is sent later may be cut short, and may create a job whose ID nobody gets. */
  const latest = deadline - SES_TIMEOUT_MS;

  async function waitForTurn({ id, createAt }: Slot): Promise<void> {
    let turn = createAt;
    for (let turns = 1; ; turns++) {
      // A time that is far ahead comes from before this clock was set.
      const at = ownTurns.freeAt <= now() + CREATE_SPACING_MS ? Math.max(turn, ownTurns.freeAt) : turn;
      if (now() > latest) throw new SlotsUnavailable(); // the table responds too slowly
      if (at > latest) throw new NoSlot(at);
      if (at > now()) await sleep(at - now());
      if (now() <= at + LATE_MS || turns === MAX_TURNS) {
        ownTurns.freeAt = Math.max(at, now() - LATE_MS) + CREATE_SPACING_MS;
        return;
      }
      turn = (await takeTurn(id)).createAt;
    }
  }

  async function takeTurn(id: string): Promise<Slot> {
    const taken = await slots.apply((state, time) => retakeTurn(state, id, time));
    if (!taken) throw new SlotLost();
    return taken.slot;
  }

  async function createOrFind(first: Slot, source: JobSource): Promise<string> {
    let slot = first;
    for (let turns = 1; ; turns++) {
      await waitForTurn(slot);
      try {
        return await calls.create(source);
      } catch (error) {
        if (mayHaveCreated(error)) return findCreated(slot, source, error);
        if (!(error instanceof SesFailure && error.kind === 'throttled') || turns === MAX_TURNS) throw error;
        slot = await takeTurn(slot.id);
      }
    }
  }

  /** Finds the job after a call without a usable response. */
  async function findCreated(slot: Slot, source: JobSource, failure: unknown): Promise<string> {
    try {
      for (const pauseMs of PAUSES_MS) {
        if (now() + pauseMs >= deadline) break;
        if (pauseMs > 0) await sleep(pauseMs);
        for await (const { jobId, found } of candidates(slot.createAt, source.type))
          if (isSameSource(found, source)) return jobId;
      }
    } catch {
      throw new JobUncertain(failure);
    }
    throw new JobUncertain(failure);
  }

  /** Returns the jobs created since a time that have not failed, and whose ID no slot has. The newest is first. */
  async function* candidates(
    since: number,
    type: JobSource['type'],
  ): AsyncGenerator<{ readonly jobId: string; readonly found: JobSource; readonly isRunning: boolean }> {
    const [listed, state] = [await calls.list(type), await slots.read()];
    const known = jobIdsOf(state);
    const unknown = listed
      .filter(({ jobId, createdAt }) => createdAt >= since - CLOCK_DIFFERENCE_MS && !known.has(jobId))
      .sort((one, other) => other.createdAt - one.createdAt);
    for (const { jobId } of unknown.slice(0, MAX_CANDIDATES)) {
      const job = await calls.get(jobId);
      if (job?.source && job.state !== 'failed') yield { jobId, found: job.source, isRunning: job.state === 'running' };
    }
  }

  /**
   * Ends the job of an orphan. If its ID was lost, it is the job with the same mark, which no other job of the account is
   * likely to have. If such a job is wanted, returns its ID instead.
   */
  async function endOrphan(
    { jobId, createAt, mark }: Orphan,
    isWanted: (job: JobSource) => boolean,
  ): Promise<string | undefined> {
    if (jobId !== undefined) await calls.end(jobId);
    else
      for await (const { jobId: id, found, isRunning } of candidates(createAt, mark.type)) {
        if (isWanted(found)) return id;
        if (isRunning && isSameMark(mark, markOf(found))) await calls.end(id);
      }
    return undefined;
  }

  /** Ends the earlier jobs of a slot. If one of them has the source of the new job, it becomes the new job. */
  async function endOrphans({ orphans }: Slot, source: JobSource): Promise<string | undefined> {
    let adopted: string | undefined;
    for (const orphan of orphans)
      adopted = (await endOrphan(orphan, (found) => adopted === undefined && isSameSource(found, source))) ?? adopted;
    return adopted;
  }

  return {
    async create(slot, source) {
      const adopted = await endOrphans(slot, source).catch((error) => {
        throw new JobUncertain(error);
      });
      if (adopted !== undefined) return adopted;
      if (slot.orphans.length > 0 && now() > latest) throw new SesFailure('timed-out', 'TimeoutError');
      return createOrFind(slot, source);
    },
  };
}

/** Returns whether SES may have created the job. It has not if its response blames the request. */
function mayHaveCreated(error: unknown): boolean {
  if (!(error instanceof SesFailure) || error.kind === 'throttled') return false;
  const { httpStatus = 0 } = error;
  return !(httpStatus >= 400 && httpStatus < 500);
}
