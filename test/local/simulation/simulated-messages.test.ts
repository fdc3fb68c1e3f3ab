import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readHints } from '../../../lambda/message-insights/message-id';
import { simulateMail } from '../../../local/simulation/scenarios';
import type { MailMinute } from '../../../local/simulation/send-periods';
import { messagesIn } from '../../../local/simulation/sent-messages';
import {
  INDEXING_MS,
  MESSAGE_RETENTION_MS,
  type MessageOutcome,
  messagesOf,
} from '../../../local/simulation/simulated-messages';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const NOON = at('2026-11-18T12:00:00Z');

/** All events of noon's mail have happened, and SES still keeps them. */
const LATER = NOON + 2 * DAY;

const SHAPE = /^0102[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}-000000$/;

const anyMinute: fc.Arbitrary<MailMinute> = fc.record({
  minute: fc.integer({ min: 1, max: 14 * 24 * 60 }).map((minutes) => NOON - minutes * MINUTE),
  deliveryAttempts: fc.nat({ max: 300 }),
  bounces: fc.nat({ max: 20 }),
  complaints: fc.nat({ max: 3 }),
  rejects: fc.nat({ max: 3 }),
});
const anySeed = fc.nat({ max: 999_999_999 });

function minuteOf(counts: Partial<MailMinute>): MailMinute {
  return { minute: NOON, deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0, ...counts };
}

/** Returns the messages of mail that was sent in one minute. */
function messagesOfMinute(sent: MailMinute, seed = 1) {
  return messagesOf({ between: (from, to) => (sent.minute >= from && sent.minute < to ? [sent] : []) }, { seed });
}

/** Returns every message of a minute, as SES reports it. */
function reported(sent: MailMinute, now = LATER, seed = 1) {
  const messages = messagesOfMinute(sent, seed);
  return messagesIn(sent, { seed }).map(({ id }) => messages.find(id, now));
}

const HUNDRED = minuteOf({ deliveryAttempts: 100, bounces: 4, complaints: 3, rejects: 2 });
const [HARD_BOUNCE, COMPLAINT] = [messagesIn(HUNDRED, { seed: 1 })[0], messagesIn(HUNDRED, { seed: 1 })[4]] as const;
if (!HARD_BOUNCE || !COMPLAINT) throw new Error('The minute has too few messages.');

describe('messages', () => {
  it('are the same for the same seed, and different for another', () => {
    expect(reported(HUNDRED)).toEqual(reported(HUNDRED));
    expect(reported(HUNDRED, LATER, 2)).not.toEqual(reported(HUNDRED));
    expect(messagesOfMinute(HUNDRED, 2).find(HARD_BOUNCE.id, LATER)).toBeUndefined();
  });

  it.each([
    ['us-east-1', 'us-east-1'],
    ['eu-central-1', 'eu-central-1'],
    ['af-south-1', null], // its code is not known
  ])('have ids that say they were sent from %s, if the code of the Region is known', (region, sendingRegion) => {
    const [message] = messagesIn(HUNDRED, { seed: 1, region });
    expect(readHints(message?.id ?? '', LATER)).toEqual({ sentAt: message?.sentAt, sendingRegion });
  });

  it('are as many as the delivery attempts, each with a unique id in the form of SES', () => {
    fc.assert(
      fc.property(anyMinute, anySeed, (sent, seed) => {
        const ids = messagesIn(sent, { seed }).map(({ id }) => id);
        expect(new Set(ids).size).toBe(sent.deliveryAttempts);
        expect(ids.filter((id) => !SHAPE.test(id))).toEqual([]);
      }),
    );
  });

  it('have their send time in the id: within their minute, and in ascending order', () => {
    fc.assert(
      fc.property(anyMinute, anySeed, (sent, seed) => {
        const messages = messagesIn(sent, { seed });
        const times = messages.map(({ sentAt }) => sentAt);
        expect(messages.map(({ id }) => Number.parseInt(id.slice(4, 16), 16))).toEqual(times);
        expect(times).toEqual([...new Set(times)].sort());
        expect(times.filter((time) => time < sent.minute || time >= sent.minute + MINUTE)).toEqual([]);
      }),
    );
  });

  it('bounce permanently, draw complaints and are rejected as often as the statistics count', () => {
    fc.assert(
      fc.property(anyMinute, anySeed, (sent, seed) => {
        const events = reported(sent, LATER, seed).flatMap((message) => message?.Insights?.[0]?.Events ?? []);
        const { deliveryAttempts, bounces, complaints, rejects } = sent;
        expect(events.filter(({ Type }) => Type === 'SEND')).toHaveLength(deliveryAttempts);
        expect(events.filter(({ Details }) => Details?.Bounce?.BounceType === 'PERMANENT')).toHaveLength(
          Math.min(bounces, deliveryAttempts),
        );
        expect(events.filter(({ Type }) => Type === 'COMPLAINT')).toHaveLength(
          Math.min(complaints, Math.max(0, deliveryAttempts - bounces)),
        );
        expect(events.filter(({ Type }) => Type === 'REJECT')).toHaveLength(
          Math.min(rejects, Math.max(0, deliveryAttempts - bounces - complaints)),
        );
      }),
    );
  });

  it('agree with the mail that they belong to', () => {
    const mail = simulateMail('bounce-spike', 1, NOON);
    const messages = messagesOf(mail, { seed: 1 });
    const minutes = mail.between(NOON - HOUR, NOON);
    const bounced = minutes
      .flatMap((sent) => messagesIn(sent, { seed: 1 }))
      .map(({ id }) => messages.find(id, LATER))
      .map((message) => message?.Insights?.[0]?.Events?.[1]?.Details?.Bounce)
      .filter((bounce) => bounce?.BounceType === 'PERMANENT' && bounce.BounceSubType === 'General');
    expect(bounced).toHaveLength(minutes.reduce((sum, { bounces }) => sum + bounces, 0));
    expect(bounced.length).toBeGreaterThan(500);
  });
});

describe('find', () => {
  it('returns the whole message, with times in epoch seconds', () => {
    const message = messagesOfMinute(HUNDRED).find(HARD_BOUNCE.id, LATER);
    expect(message).toEqual({
      MessageId: HARD_BOUNCE.id,
      FromEmailAddress: expect.stringMatching(/^\w+@shop\.example\.com$/),
      Subject: expect.stringMatching(/./),
      EmailTags: [
        { Name: 'ses:configuration-set', Value: expect.stringMatching(/^(transactional|marketing)$/) },
        { Name: 'ses:from-domain', Value: 'shop.example.com' },
        { Name: 'ses:source-ip', Value: expect.stringMatching(/^192\.0\.2\.\d+$/) },
        { Name: 'campaign', Value: expect.stringMatching(/^[a-z-]+$/) },
      ],
      Insights: [
        {
          Destination: expect.stringMatching(/@/),
          Isp: expect.stringMatching(/^(Gmail|Yahoo|Hotmail|UNKNOWN_ISP)$/),
          Events: [
            { Timestamp: HARD_BOUNCE.sentAt / 1000, Type: 'SEND' },
            {
              Timestamp: expect.any(Number),
              Type: 'BOUNCE',
              Details: {
                Bounce: {
                  BounceType: 'PERMANENT',
                  BounceSubType: 'General',
                  DiagnosticCode: expect.stringMatching(/^smtp; 55/),
                },
              },
            },
          ],
        },
      ],
    });
  });

  it('returns the same events for each of several recipients', () => {
    const several = reported({ ...HUNDRED, deliveryAttempts: 300 }).filter(
      (message) => message?.Insights?.length === 2,
    );
    expect(several.length).toBeGreaterThan(0);
    for (const message of several) expect(message?.Insights?.[0]?.Events).toEqual(message?.Insights?.[1]?.Events);
  });

  it.each([
    ['a moment before it is indexed', INDEXING_MS - 1, false],
    ['as soon as it is indexed', INDEXING_MS, true],
    ['until the end of retention', MESSAGE_RETENTION_MS, true],
    ['a moment after retention', MESSAGE_RETENTION_MS + 1, false],
    ['before it was sent', -MINUTE, false],
  ])('%s: %i ms after sending, the message is found: %s', (_, age, isFound) => {
    const message = messagesOfMinute(HUNDRED).find(HARD_BOUNCE.id, HARD_BOUNCE.sentAt + age);
    expect(message !== undefined).toBe(isFound);
  });

  it.each([
    ['that is empty', ''],
    ['of another form', 'not-an-id'],
    ['of another Region', HARD_BOUNCE.id.replace(/^0102/, '0107')],
    ['in capitals', HARD_BOUNCE.id.toUpperCase()],
    ['with a trailing digit', `${HARD_BOUNCE.id}0`],
    ['with another UUID', HARD_BOUNCE.id.replace(/-.{8}-/, '-00000000-')],
    ['of a minute without mail', HARD_BOUNCE.id.replace(/^.{16}/, `01020${(NOON - HOUR).toString(16)}`)],
  ])('finds no message by an id %s', (_, id) => {
    expect(messagesOfMinute(HUNDRED).find(id, LATER)).toBeUndefined();
  });

  it('finds no message of a minute that has only late bounces', () => {
    expect(messagesOfMinute(minuteOf({ bounces: 3 })).find(HARD_BOUNCE.id, LATER)).toBeUndefined();
  });

  it('returns an event from the moment it happens', () => {
    const messages = messagesOfMinute(HUNDRED);
    const typesAt = (now: number) => messages.find(COMPLAINT.id, now)?.Insights?.[0]?.Events?.map(({ Type }) => Type);
    const complainedAt = (messages.find(COMPLAINT.id, LATER)?.Insights?.[0]?.Events?.[2]?.Timestamp ?? 0) * 1000;
    expect(typesAt(complainedAt - 1)).toEqual(['SEND', 'DELIVERY']);
    expect(typesAt(complainedAt)).toEqual(['SEND', 'DELIVERY', 'COMPLAINT']);
  });

  it('never removes an event', () => {
    fc.assert(
      fc.property(fc.nat({ max: DAY }), fc.nat({ max: DAY }), (age, more) => {
        const now = NOON + MINUTE + INDEXING_MS + age;
        const [earlier, later] = [reported(HUNDRED, now), reported(HUNDRED, now + more)];
        for (const [index, message] of earlier.entries()) {
          const events = message?.Insights?.[0]?.Events ?? [];
          expect(later[index]?.Insights?.[0]?.Events?.slice(0, events.length)).toEqual(events);
          for (const { Timestamp = Number.NaN } of events) expect(Timestamp * 1000).toBeLessThanOrEqual(now);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('newest', () => {
  it.each<[MessageOutcome, string]>([
    ['DELIVERY', 'SEND DELIVERY'],
    ['BOUNCE', 'SEND BOUNCE'],
    ['COMPLAINT', 'SEND DELIVERY COMPLAINT'],
  ])('%s: the newest message with exactly these events: %s', (outcome, types) => {
    const mail = simulateMail('healthy', 1, NOON);
    const messages = messagesOf(mail, { seed: 1 });
    const typesOf = (id: string) => {
      const events = messages.find(id, NOON)?.Insights?.[0]?.Events;
      return events?.map(({ Type }) => Type).join(' ');
    };
    const id = messages.newest(outcome, NOON) ?? '';
    expect(typesOf(id)).toBe(types);
    const sentAt = Number.parseInt(id.slice(4, 16), 16);
    const newer = mail.between(sentAt - MINUTE, NOON).flatMap((sent) => messagesIn(sent, { seed: 1 }));
    expect(newer.filter((message) => message.sentAt > sentAt && typesOf(message.id) === types)).toEqual([]);
  });

  it('returns a permanent bounce even when a transient one is newer', () => {
    const sent = minuteOf({ deliveryAttempts: 300, bounces: 1 });
    const events = reported(sent).flatMap((message) => message?.Insights?.[0]?.Events ?? []);
    expect(events.filter(({ Details }) => Details?.Bounce?.BounceSubType === 'MailboxFull')).not.toEqual([]);
    expect(messagesOfMinute(sent).newest('BOUNCE', LATER)).toBe(messagesIn(sent, { seed: 1 })[0]?.id);
  });

  it.each([
    ['before it is indexed', INDEXING_MS - 1, false],
    ['as soon as it is indexed', INDEXING_MS, true],
    ['within 14 days', 14 * DAY - MINUTE, true],
    ['after 14 days', 14 * DAY + MINUTE, false],
  ])('%s: %i ms after sending, a message is found: %s', (_, age, isFound) => {
    const messages = messagesOfMinute(minuteOf({ deliveryAttempts: 1, bounces: 1 }));
    const sentAt = NOON + MINUTE / 2;
    expect(messages.newest('BOUNCE', sentAt + age) !== undefined).toBe(isFound);
  });

  it('is undefined for an account that does not send', () => {
    expect(messagesOf(simulateMail('empty', 1, NOON), { seed: 1 }).newest('DELIVERY', NOON)).toBeUndefined();
  });
});
