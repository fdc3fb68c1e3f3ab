/** Random mail and its true counts. */
import fc from 'fast-check';
import type { Counts } from '../../lambda/send-statistics/send-history';
import { CUTS, type MailMinute, sumMail } from '../../local/simulation/send-periods';
import { at, DAY, MINUTE } from './world';

/** A full hour. Random mail is sent in the 15 days before it. */
export const END_OF_MAIL = at('2026-11-22T12:00:00Z');
const SPAN = 15 * DAY;

export const anyCut = fc.constantFrom(...CUTS);

const anyMailMinute: fc.Arbitrary<MailMinute> = fc.record({
  // Half of the mail is sent in the last six hours, which most windows include.
  minute: fc
    .oneof(fc.integer({ min: 1, max: SPAN / MINUTE }), fc.integer({ min: 1, max: 6 * 60 }))
    .map((minutes) => END_OF_MAIL - minutes * MINUTE),
  deliveryAttempts: fc.nat({ max: 500 }),
  bounces: fc.nat({ max: 20 }),
  complaints: fc.nat({ max: 2 }),
  rejects: fc.nat({ max: 2 }),
});

export const anyMail = fc.array(anyMailMinute, { maxLength: 80 });

/** Returns the sums of the mail in [from, to), epoch milliseconds. */
export function trueCounts(mail: readonly MailMinute[], from: number, to: number): Counts {
  return sumMail(mail.filter(({ minute }) => minute >= from && minute < to));
}
