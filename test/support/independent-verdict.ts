/**
 * When the default stack would have paged, calculated in another way: slot by slot from the points, with numbers written
 * again. It shares no code with the exporter, the stack or the local CloudWatch.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const POLL = 15 * MINUTE;

export interface CountedPoint {
  readonly timestamp: number;
  readonly deliveryAttempts: number;
  readonly bounces: number;
  readonly complaints: number;
}

type Event = 'bounces' | 'complaints';

/** From when until when, epoch milliseconds. An end of undefined is open. */
export type Interval = readonly [from: number, to: number | undefined];

export interface IndependentVerdict {
  readonly pages: readonly Interval[];
  readonly bounceWarnings: readonly Interval[];
  readonly complaintWarnings: readonly Interval[];
  /** The largest share of what the burst alarm on bounces needs, at any slot. */
  readonly closestBounceBurst: number;
}

/** @param at the minute of the call, which is the last slot */
export function calculateVerdict(points: readonly CountedPoint[], at: number): IndependentVerdict {
  const sum = (to: number, length: number, field: keyof CountedPoint) =>
    points
      .filter(({ timestamp }) => timestamp >= to - length && timestamp < to)
      .reduce((total, point) => total + point[field], 0);

  const needs = { attempts: 0, events: 0, rate: 0 };
  const shareOf = (slot: number, length: number, event: Event, need: typeof needs) => {
    const attempts = sum(slot, length, 'deliveryAttempts');
    const events = sum(slot, length, event);
    if (attempts === 0 || slot - length < at - 14 * DAY - POLL) return 0;
    const rate = Math.min(1, events / attempts);
    const counted = Math.min(events, attempts);
    return Math.min(rate / need.rate, attempts / need.attempts, counted / need.events, 1);
  };
  const isOver = (slot: number, length: number, event: Event, need: typeof needs) =>
    shareOf(slot, length, event, need) === 1;

  const slots: number[] = [];
  for (let slot = at; slot >= at - 14 * DAY + HOUR; slot -= POLL) slots.unshift(slot);

  const twoOfThree = (over: (slot: number) => boolean) =>
    slots.map((_, index) => slots.slice(Math.max(0, index - 2), index + 1).filter(over).length >= 2);

  const bounceBurst = { rate: 0.1, attempts: 200, events: 20 };
  const bursts = slots.map(
    (slot) =>
      isOver(slot, HOUR, 'bounces', bounceBurst) ||
      isOver(slot, HOUR, 'complaints', { rate: 0.005, attempts: 200, events: 5 }),
  );
  const bounceDays = twoOfThree((slot) => isOver(slot, DAY, 'bounces', { rate: 0.05, attempts: 100, events: 15 }));
  const complaintDays = twoOfThree((slot) =>
    isOver(slot, DAY, 'complaints', { rate: 0.001, attempts: 1000, events: 10 }),
  );
  const isRemembered = (index: number) => bursts.slice(Math.max(0, index - 96), index).some(Boolean);
  const pages = slots.map(
    (_, index) => bursts[index] || ((bounceDays[index] || complaintDays[index]) && !isRemembered(index)),
  );
  return {
    pages: toIntervals(slots, pages),
    bounceWarnings: toIntervals(
      slots,
      twoOfThree((slot) => isOver(slot, DAY, 'bounces', { rate: 0.03, attempts: 100, events: 15 })),
    ),
    complaintWarnings: toIntervals(
      slots,
      twoOfThree((slot) => isOver(slot, DAY, 'complaints', { rate: 0.0007, attempts: 1000, events: 10 })),
    ),
    closestBounceBurst: Math.max(...slots.map((slot) => shareOf(slot, HOUR, 'bounces', bounceBurst))),
  };
}

/** CloudWatch sees a slot one minute later. */
function toIntervals(slots: readonly number[], isOn: readonly (boolean | undefined)[]): Interval[] {
  const intervals: [number, number | undefined][] = [];
  for (const [index, slot] of slots.entries()) {
    if (isOn[index] && !isOn[index - 1]) intervals.push([slot + MINUTE, undefined]);
    const last = intervals.at(-1);
    if (!isOn[index] && last && last[1] === undefined) last[1] = slot + MINUTE;
  }
  return intervals;
}
