/**
 * When a stack would have paged, calculated in another way: slot by slot from the points, with numbers written again. It
 * shares no code with the exporter, the stack or the local CloudWatch.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SES_PERIOD = 15 * MINUTE;

export interface CountedPoint {
  readonly timestamp: number;
  readonly deliveryAttempts: number;
  readonly bounces: number;
  readonly complaints: number;
}

type Event = 'bounces' | 'complaints';

/** What an alarm on a rate needs, at M of N polls in a row. */
export interface Need {
  readonly hours: number;
  readonly rate: number;
  readonly attempts: number;
  readonly events: number;
  readonly m: number;
  readonly n: number;
}

/** Absent alarms are off. */
export interface IndependentStack {
  readonly pollMinutes: number;
  /** For how many polls after a burst the other pages are held back. */
  readonly rememberedPolls: number;
  readonly bounceBurst?: Need;
  readonly complaintBurst?: Need;
  readonly bounceDay?: Need;
  readonly complaintDay?: Need;
  readonly bounceWarning?: Need;
  readonly complaintWarning?: Need;
}

export const DEFAULT_STACK = {
  pollMinutes: 15,
  rememberedPolls: 96,
  bounceBurst: { hours: 1, rate: 0.1, attempts: 200, events: 20, m: 1, n: 1 },
  complaintBurst: { hours: 1, rate: 0.005, attempts: 200, events: 5, m: 1, n: 1 },
  bounceDay: { hours: 24, rate: 0.05, attempts: 100, events: 15, m: 2, n: 3 },
  complaintDay: { hours: 24, rate: 0.001, attempts: 1000, events: 10, m: 2, n: 3 },
  bounceWarning: { hours: 24, rate: 0.03, attempts: 100, events: 15, m: 2, n: 3 },
  complaintWarning: { hours: 24, rate: 0.0007, attempts: 1000, events: 10, m: 2, n: 3 },
} as const satisfies IndependentStack;

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
export function calculateVerdict(
  points: readonly CountedPoint[],
  at: number,
  stack: IndependentStack = DEFAULT_STACK,
): IndependentVerdict {
  const poll = stack.pollMinutes * MINUTE;
  const sum = (to: number, length: number, field: keyof CountedPoint) =>
    points
      .filter(({ timestamp }) => timestamp >= to - length && timestamp < to)
      .reduce((total, point) => total + point[field], 0);

  const shareOf = (slot: number, event: Event, need: Need) => {
    const length = need.hours * HOUR;
    const attempts = sum(slot, length, 'deliveryAttempts');
    const events = sum(slot, length, event);
    if (attempts === 0 || slot - length < at - 14 * DAY - SES_PERIOD) return 0;
    const rate = Math.min(1, events / attempts);
    const counted = Math.min(events, attempts);
    return Math.min(rate / need.rate, attempts / need.attempts, counted / need.events, 1);
  };

  const slots: number[] = [];
  for (let slot = at; slot >= at - 14 * DAY + HOUR; slot -= poll) slots.unshift(slot);

  /** Whether the alarm is on at each slot. An alarm that is off is never on. */
  const isOn = (event: Event, need: Need | undefined): boolean[] => {
    const over = slots.map((slot) => need !== undefined && shareOf(slot, event, need) === 1);
    return over.map((_, index) => {
      const last = over.slice(Math.max(0, index - (need?.n ?? 1) + 1), index + 1);
      return last.filter(Boolean).length >= (need?.m ?? 1);
    });
  };

  const bounceBursts = isOn('bounces', stack.bounceBurst);
  const complaintBursts = isOn('complaints', stack.complaintBurst);
  const bounceDays = isOn('bounces', stack.bounceDay);
  const complaintDays = isOn('complaints', stack.complaintDay);

  // A burst that needs several polls is not remembered.
  const isRemembered = (index: number) => {
    const start = Math.max(0, index - stack.rememberedPolls);
    return (
      (stack.bounceBurst?.n === 1 && bounceBursts.slice(start, index).some(Boolean)) ||
      (stack.complaintBurst?.n === 1 && complaintBursts.slice(start, index).some(Boolean))
    );
  };
  const pages = slots.map(
    (_, index) =>
      bounceBursts[index] ||
      complaintBursts[index] ||
      ((bounceDays[index] || complaintDays[index]) && !isRemembered(index)),
  );
  const { bounceBurst } = stack;
  return {
    pages: toIntervals(slots, pages),
    bounceWarnings: toIntervals(slots, isOn('bounces', stack.bounceWarning)),
    complaintWarnings: toIntervals(slots, isOn('complaints', stack.complaintWarning)),
    closestBounceBurst: Math.max(0, ...slots.map((slot) => (bounceBurst ? shareOf(slot, 'bounces', bounceBurst) : 0))),
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
