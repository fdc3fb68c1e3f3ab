/** Compares windows over SES's periods with the mail itself. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { neededCounters, windowGauges } from '../../lambda/send-statistics/gauges';
import { COUNTERS, toSendHistory } from '../../lambda/send-statistics/send-history';
import { publishableWindows } from '../../lambda/send-statistics/slots';
import { cutIntoPeriods } from '../../local/simulation/send-periods';
import { anyCut, anyMail, END_OF_MAIL, trueCounts } from './mail';
import { DAY, HOUR, MINUTE } from './world';

const PERIOD = 15 * MINUTE;
const SETTINGS = { optionalMetrics: ['Bounces', 'Complaints', 'Rejects'] as const };
const NEEDED = neededCounters(SETTINGS);

const anyCallTime = fc.integer({ min: 0, max: 3 * HOUR }).map((before) => END_OF_MAIL - before);
const anyLateness = fc.integer({ min: 0, max: 13 * DAY });
const anyWindow = fc
  .oneof(fc.integer({ min: 1, max: 14 * 96 }), fc.constantFrom(1, 4, 96, 14 * 96))
  .map((periods) => ({ label: `${periods * 15}m`, lengthMs: periods * PERIOD }));

/** @param runs the number of random accounts for each property */
export function describeWindows(runs: number): void {
  it('a window holds the mail of its span, within one period at either edge, however SES cuts its periods', () => {
    fc.assert(
      fc.property(
        anyMail,
        anyCallTime,
        anyLateness,
        anyWindow,
        anyCut,
        fc.infiniteStream(fc.nat()),
        (mail, calledAt, late, window, cut, order) => {
          const slot = Math.floor((calledAt - late) / MINUTE) * MINUTE;
          fc.pre(publishableWindows({ windows: [window], slot, calledAt }).length > 0);
          const points = shuffle(cutIntoPeriods(mail, calledAt, cut), order);

          const counts = toSendHistory(points, calledAt, NEEDED).countBetween(slot - window.lengthMs, slot);

          const atMost = trueCounts(mail, slot - window.lengthMs, slot + PERIOD);
          const shownFrom = calledAt - SES_RETENTION_MS + PERIOD;
          const shownTo = calledAt - PERIOD;
          const atLeast = trueCounts(
            mail,
            Math.max(slot - window.lengthMs + PERIOD, shownFrom),
            Math.min(slot, shownTo),
          );
          for (const counter of COUNTERS) {
            expect(counts[counter]).toBeGreaterThanOrEqual(atLeast[counter]);
            expect(counts[counter]).toBeLessThanOrEqual(atMost[counter]);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('a window polled in its own minute holds exactly the mail of its span when SES cuts its periods at the call', () => {
    fc.assert(
      fc.property(anyMail, anyCallTime, anyWindow, (mail, calledAt, window) => {
        const slot = Math.floor(calledAt / MINUTE) * MINUTE;
        fc.pre(window.lengthMs <= 14 * DAY - PERIOD);

        const history = toSendHistory(cutIntoPeriods(mail, calledAt, 'sliding'), calledAt, NEEDED);

        const truth = trueCounts(mail, slot - window.lengthMs, slot);
        expect(history.countBetween(slot - window.lengthMs, slot)).toEqual(truth);
        const values = Object.fromEntries(
          windowGauges(history, { slot, window, settings: SETTINGS }).map((g) => [g.name, g.value]),
        );
        const { deliveryAttempts, bounces, complaints, rejects } = truth;
        expect(values).toEqual({
          DeliveryAttempts: deliveryAttempts,
          ...(deliveryAttempts > 0 && {
            BounceRate: Math.min(1, bounces / deliveryAttempts),
            ComplaintRate: Math.min(1, complaints / deliveryAttempts),
          }),
          Bounces: bounces,
          Complaints: complaints,
          Rejects: rejects,
        });
      }),
      { numRuns: runs },
    );
  });
}

function shuffle<T>(items: readonly T[], order: fc.Stream<number>): T[] {
  return items
    .map((item) => ({ item, rank: order.next().value as number }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
