/** Random mail, and what is true of it. */
import fc from 'fast-check';
import { COUNTERS, type Counts } from '../../lambda/send-statistics/send-history';
import { CUTS, type MailMinute } from '../../local/simulation/send-periods';
import { at, DAY, MINUTE } from './world';

/** A whole hour; random mail lies in the 15 days before it. */
export const END_OF_MAIL = at('2026-11-22T12:00:00Z');
const SPAN = 15 * DAY;

export const anyCut = fc.constantFrom(...CUTS);

const anyMailMinute: fc.Arbitrary<MailMinute> = fc.record({
  // Half of it in the last hours, where windows of all lengths see it.
  minute: fc
    .oneof(fc.integer({ min: 1, max: SPAN / MINUTE }), fc.integer({ min: 1, max: 6 * 60 }))
    .map((minutes) => END_OF_MAIL - minutes * MINUTE),
  deliveryAttempts: fc.nat({ max: 500 }),
  bounces: fc.nat({ max: 20 }),
  complaints: fc.nat({ max: 2 }),
  rejects: fc.nat({ max: 2 }),
});

export const anyMail = fc.array(anyMailMinute, { maxLength: 80 });

/** What happened in [from, to), epoch milliseconds, added up from the mail itself. */
export function trueCounts(mail: readonly MailMinute[], from: number, to: number): Counts {
  const sum = { deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0 };
  for (const minute of mail) {
    if (minute.minute < from || minute.minute >= to) continue;
    for (const counter of COUNTERS) sum[counter] += minute[counter];
  }
  return sum;
}
