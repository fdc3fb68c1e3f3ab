/** The exporter over hours and weeks: late, missing, repeated and killed polls, and the result in CloudWatch. */
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ExporterSettings, parseWindow, scheduleOffsetMinutes } from '../../../lambda/send-statistics/contract';
import { type Cut, cutIntoPeriods, type MailMinute } from '../../../local/simulation/send-periods';
import { anyCut, anyMail, END_OF_MAIL, trueCounts } from '../../support/mail';
import { mortalClients } from '../../support/mortal-clients';
import { DAY, HOUR, MINUTE, SECOND, settingsOf, startWorld, type World } from '../../support/world';

const PERIOD = 15 * MINUTE;

let world: World;
afterEach(() => world.close());

/** A minute of mail whose bounces reach SES later. */
interface LateMail extends MailMinute {
  readonly bouncesAfter: number;
}

/** Returns the mail as SES knows it when it is called. */
function known(mail: readonly LateMail[], calledAt: number): MailMinute[] {
  return mail
    .filter(({ minute }) => minute <= calledAt)
    .map(({ bouncesAfter, bounces, ...rest }) => ({
      ...rest,
      bounces: rest.minute + bouncesAfter <= calledAt ? bounces : 0,
    }));
}

function accountOf(mail: readonly LateMail[], cut: Cut) {
  return { sendDataPoints: (calledAt: number) => cutIntoPeriods(known(mail, calledAt), calledAt, cut) };
}

/** Returns the schedule's slots in [from, to], oldest first. */
function slotsIn(from: number, to: number, { schedulePeriodMinutes }: ExporterSettings): number[] {
  const hour = Math.floor(from / HOUR) * HOUR;
  const slots: number[] = [];
  for (
    let slot = hour + scheduleOffsetMinutes(schedulePeriodMinutes) * MINUTE;
    slot <= to;
    slot += schedulePeriodMinutes * MINUTE
  ) {
    if (slot >= from) slots.push(slot);
  }
  return slots;
}

/** Polls every slot of a span on time. */
async function pollThrough(from: number, to: number, settings: ExporterSettings): Promise<void> {
  for (const slot of slotsIn(from, to, settings)) {
    world.time = Math.max(world.time + 2 * SECOND, slot + 5 * SECOND);
    const { failures } = await world.poll({ scheduledTime: new Date(slot).toISOString() });
    expect(failures).toEqual([]);
  }
}

/** Returns the slots up to `end` that SES's 14 days could still fill at the time `call`, and that CloudWatch lacks. */
function missingSlots(window: string, call: number, end: number, settings: ExporterSettings): string[] {
  const oldest = Math.max(call - 13 * DAY - 23 * HOUR, call - 14 * DAY - PERIOD + parseWindow(window).lengthMs);
  const published = world.statistic('DeliveryAttempts', window);
  return slotsIn(oldest, end, settings)
    .filter((slot) => !published.has(slot))
    .map((slot) => new Date(slot).toISOString());
}

describe('every slot that SES can still fill exists in the end', () => {
  const START = END_OF_MAIL - 26 * DAY;

  it.each([
    ['1 hour', HOUR],
    ['2 days', 2 * DAY],
    ['20 days', 20 * DAY],
  ])('after an outage of %s', async (_, outage) => {
    const settings = settingsOf({ windows: ['1h', '24h'] });
    world = await startWorld({ at: START, settings });
    await pollThrough(START, START + 2 * HOUR, settings);
    const back = START + 2 * HOUR + outage;
    await pollThrough(back, back + 90 * MINUTE, settings);
    for (const window of ['1h', '24h']) {
      expect(missingSlots(window, back + HOUR, back + 90 * MINUTE, settings)).toEqual([]);
    }
  });

  it('after a first poll that was killed at any moment, including its repair', async () => {
    const settings = settingsOf({ windows: ['1h'], schedulePeriodMinutes: 60 });
    let moment = 0;
    for (let killed = true; killed; moment++) {
      world = await startWorld({ at: START, settings });
      const [first, second] = slotsIn(START, START + 2 * HOUR, settings) as [number, number];
      world.time = first + 5 * SECOND;
      const mortal = mortalClients(world.url, moment);
      await world.poll({ scheduledTime: new Date(first).toISOString() }, mortal.clients);
      killed = mortal.wasKilled();
      await pollThrough(second, second, settings);
      expect(missingSlots('1h', second + 5 * SECOND, second, settings)).toEqual([]);
      await world.close();
    }
    expect(moment).toBeGreaterThan(10);
  });

  it('and is published again every hour until CloudWatch shows it, here after 48 hours', async () => {
    const settings = settingsOf({ windows: ['1h'], schedulePeriodMinutes: 60 });
    world = await startWorld({ at: START, settings, readDelay: 'documented' });
    const end = START + 50 * HOUR;
    await pollThrough(START, end, settings);
    expect(missingSlots('1h', START + HOUR, end, settings)).toEqual([]);
    world.time += HOUR;
    const { repairedSlots } = await world.poll({ scheduledTime: new Date(world.time).toISOString() });
    expect(repairedSlots).toBe(0);
  });

  it('after a backfill of a span, shown or not', async () => {
    const settings = settingsOf({ windows: ['1h'], schedulePeriodMinutes: 60 });
    world = await startWorld({ at: START, settings });
    await pollThrough(START, START + 2 * HOUR, settings);
    world.time += 15 * MINUTE;
    world.requests.length = 0;
    const { repairedSlots } = await world.poll({ backfill: '6h' });
    expect(repairedSlots).toBe(6);
    expect(world.requests).not.toContain('GetMetricData');
  });
});

describe('after any incidents', () => {
  const anyIncident = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'in time' } as const) },
    fc.constant({ kind: 'missing' } as const),
    fc.constant({ kind: 'twice' } as const),
    fc.record({
      kind: fc.constant('late' as const),
      by: fc.integer({ min: 1, max: 29 }).map((minutes) => minutes * MINUTE),
    }),
    fc.record({ kind: fc.constant('killed' as const), at: fc.nat({ max: 24 }) }),
  );
  const anyLateMail = anyMail.chain((mail) =>
    fc
      .array(fc.integer({ min: 0, max: 12 * HOUR }), { minLength: mail.length, maxLength: mail.length })
      .map((delays) => mail.map((minute, index) => ({ ...minute, bouncesAfter: delays[index] as number }))),
  );

  it('published values match the mail, within one period and apart from late bounces', async () => {
    const settings = settingsOf({ windows: ['1h', '24h'], optionalMetrics: ['Bounces'], schedulePeriodMinutes: 30 });
    const from = END_OF_MAIL - 5 * HOUR;
    const healthyFrom = END_OF_MAIL - HOUR;
    const slots = slotsIn(from, healthyFrom - 1, settings);
    const anyIncidents = fc.array(anyIncident, { minLength: slots.length, maxLength: slots.length });

    await fc.assert(
      fc.asyncProperty(anyLateMail, anyCut, anyIncidents, async (mail, cut, incidents) => {
        world = await startWorld({ at: from, settings, account: accountOf(mail, cut) });
        try {
          for (const [index, slot] of slots.entries()) await suffer(slot, incidents[index] as Incident);
          await pollThrough(healthyFrom, END_OF_MAIL, settings);

          for (const window of settings.windows) {
            expect(missingSlots(window.label, END_OF_MAIL, END_OF_MAIL, settings)).toEqual([]);
            expectTrueValues(window, mail);
          }
        } finally {
          await world.close();
        }
      }),
      { numRuns: 3 },
    );
  }, 300_000); // shrinking a counterexample takes long

  type Incident = typeof anyIncident extends fc.Arbitrary<infer T> ? T : never;

  async function suffer(slot: number, incident: Incident): Promise<void> {
    const event = { scheduledTime: new Date(slot).toISOString() };
    world.time = Math.max(world.time + 2 * SECOND, slot + 5 * SECOND);
    switch (incident.kind) {
      case 'missing':
        return;
      case 'late':
        world.time += incident.by;
        break;
      case 'killed':
        await world.poll(event, mortalClients(world.url, incident.at).clients);
        return;
      case 'twice':
        await world.poll(event);
        world.time += 90 * SECOND;
    }
    expect((await world.poll(event)).failures).toEqual([]);
  }

  function expectTrueValues(window: { label: string; lengthMs: number }, mail: readonly LateMail[]): void {
    for (const [name, counter] of [
      ['DeliveryAttempts', 'deliveryAttempts'],
      ['Bounces', 'bounces'],
    ] as const) {
      const lowest = world.statistic(name, window.label, 'Minimum');
      for (const [slot, highest] of world.statistic(name, window.label, 'Maximum')) {
        const start = slot - window.lengthMs;
        const shownFrom = world.time - 14 * DAY + PERIOD;
        const atMost = trueCounts(mail, start, slot + PERIOD)[counter];
        const atLeast = trueCounts(known(mail, slot), Math.max(start + PERIOD, shownFrom), slot - PERIOD)[counter];
        expect(highest).toBeLessThanOrEqual(atMost);
        expect(lowest.get(slot)).toBeGreaterThanOrEqual(atLeast);
      }
    }
  }
});
