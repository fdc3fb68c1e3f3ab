import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type InsightsEvent, STATUSES, type Status } from '../../../lambda/message-insights/insights';
import { suppressionOf, toDestinationInsights } from '../../../lambda/message-insights/status';
import type { Suppression } from '../../../lambda/shared/mail/suppression';
import { at, SECOND } from '../../support/world';

const SENT_AT = at('2026-11-22T12:00:00Z');

function event(type: string | undefined, after?: number, bounceType?: string, bounceSubType?: string): InsightsEvent {
  return {
    timestamp: after === undefined ? undefined : new Date(SENT_AT + after * SECOND).toISOString(),
    type,
    details: bounceType === undefined ? undefined : { bounce: { bounceType, bounceSubType } },
  };
}

const complaint = (complaintSubType: string): InsightsEvent => ({
  type: 'COMPLAINT',
  details: { complaint: { complaintSubType } },
});

const read = (events: readonly InsightsEvent[], sentAt: number | null = null) =>
  toDestinationInsights({ destination: 'alice@example.com', isp: 'Gmail', events }, sentAt);

/** Each status, in order of precedence, with an event that causes it. */
const CAUSES: readonly (readonly [Status, InsightsEvent])[] = [
  ['COMPLAINED', event('COMPLAINT')],
  ['SUPPRESSED', event('BOUNCE', undefined, 'PERMANENT', 'ON_ACCOUNT_SUPPRESSION_LIST')],
  ['BOUNCED_PERMANENTLY', event('BOUNCE', undefined, 'PERMANENT')],
  ['REJECTED', event('REJECT')],
  ['RENDERING_FAILED', event('RENDERING_FAILURE')],
  ['DELIVERED', event('DELIVERY')],
  ['BOUNCED_TRANSIENTLY', event('BOUNCE', undefined, 'TRANSIENT')],
  ['BOUNCED_UNDETERMINED', event('BOUNCE', undefined, 'UNDETERMINED')],
  ['DELAYED', event('DELIVERY_DELAY')],
  ['SENT', event('SEND')],
  ['UNKNOWN', event('TELEPORTATION')],
];

const PAIRS = CAUSES.flatMap(([better, one], index) =>
  CAUSES.slice(index + 1).map(([worse, other]) => ({ better, worse, one, other })),
);

describe('status', () => {
  it('has the documented order of precedence', () => {
    expect(STATUSES).toEqual(CAUSES.map(([status]) => status));
  });

  it.each(CAUSES)('%s', (status, cause) => {
    expect(read([cause]).status).toBe(status);
  });

  it.each(PAIRS)('$better takes precedence over $worse, in any order of time', ({ better, one, other }) => {
    expect(read([one, other]).status).toBe(better);
    expect(read([other, one]).status).toBe(better);
  });

  it.each<[string, Status, InsightsEvent[]]>([
    ['no event', 'UNKNOWN', []],
    ['an event without type', 'UNKNOWN', [event(undefined, 1)]],
    ['a type in lower case, which SES does not use', 'UNKNOWN', [event('delivery', 1)]],
    ['an open alone', 'DELIVERED', [event('OPEN', 9)]],
    ['a click alone', 'DELIVERED', [event('CLICK', 9)]],
    ['a subscription alone', 'DELIVERED', [event('SUBSCRIPTION', 9)]],
    ['an automatic reply', 'DELIVERED', [event('SEND', 0), event('DELIVERY', 1), event('BOUNCE', 5, 'TRANSIENT')]],
    ['a bounce after the delivery', 'BOUNCED_PERMANENTLY', [event('DELIVERY', 1), event('BOUNCE', 5, 'PERMANENT')]],
    ['a bounce without details', 'BOUNCED_UNDETERMINED', [event('SEND', 0), event('BOUNCE', 1)]],
    ['a bounce of a new type', 'BOUNCED_UNDETERMINED', [event('BOUNCE', 1, 'QUANTUM')]],
    ['a complaint after an open', 'COMPLAINED', [event('OPEN', 3), event('COMPLAINT', 4), event('DELIVERY', 1)]],
    ['a delay, then delivery', 'DELIVERED', [event('DELIVERY_DELAY', 60), event('DELIVERY', 600)]],
    ['a complaint from a provider', 'COMPLAINED', [complaint('')]],
    ['a complaint with a new sub-type', 'COMPLAINED', [complaint('QUANTUM')]],
    ['a suppressed message', 'SUPPRESSED', [event('SEND', 0), complaint('OnAccountSuppressionList')]],
    ['a bounce of an address that does not exist', 'BOUNCED_PERMANENTLY', [event('BOUNCE', 1, 'PERMANENT', 'NoEmail')]],
    ['a general bounce', 'BOUNCED_PERMANENTLY', [event('BOUNCE', 1, 'PERMANENT', 'General')]],
    ['a bounce with a new sub-type', 'BOUNCED_PERMANENTLY', [event('BOUNCE', 1, 'PERMANENT', 'QUANTUM')]],
    [
      'a time limit that the sender set',
      'BOUNCED_TRANSIENTLY',
      [event('BOUNCE', 1, 'TRANSIENT', 'CustomTimeoutExceeded')],
    ],
    ['a suppression on another event', 'SENT', [event('SEND', 0, 'PERMANENT', 'Suppressed')]],
    ['a bounce type on another event', 'SENT', [event('SEND', 0, 'PERMANENT')]],
  ])('%s: %s', (_, status, events) => {
    expect(read(events).status).toBe(status);
  });
});

describe('a suppressed message', () => {
  it.each<[string, Suppression]>([
    ['OnAccountSuppressionList', 'account-list'],
    ['ON_ACCOUNT_SUPPRESSION_LIST', 'account-list'],
    ['on-account suppression list', 'account-list'],
    ['OnTenantSuppressionList', 'tenant-list'],
    ['ON_TENANT_SUPPRESSION_LIST', 'tenant-list'],
    ['Suppressed', 'global-list'],
    ['SUPPRESSED', 'global-list'],
    ['EmailValidationSuppressed', 'validation'],
    ['EMAIL_VALIDATION_SUPPRESSED', 'validation'],
    ['UnsubscribedRecipient', 'unsubscribed'],
    ['UNSUBSCRIBED_RECIPIENT', 'unsubscribed'],
    ['ON_GALACTIC_SUPPRESSION_LIST', 'other'],
  ])('with the sub-type %s has the suppression %s, for any bounce type', (subType, suppression) => {
    for (const bounceType of ['PERMANENT', 'TRANSIENT', 'UNDETERMINED', 'Permanent']) {
      const bounce = event('BOUNCE', 1, bounceType, subType);
      expect([suppressionOf(bounce), read([bounce]).status]).toEqual([suppression, 'SUPPRESSED']);
    }
  });
});

it.each(['constructor', 'toString', '__proto__'])(
  '%s, a property of every object, is neither a type nor a suppression',
  (word) => {
    expect(suppressionOf({ type: word, details: { bounce: { bounceSubType: word } } })).toBeUndefined();
    expect(suppressionOf({ type: 'BOUNCE', details: { bounce: { bounceSubType: word } } })).toBeUndefined();
    expect(suppressionOf({ type: 'COMPLAINT', details: { complaint: { complaintSubType: word } } })).toBeUndefined();
  },
);

describe('events', () => {
  it('are in order of time, without a time last, equal times in their original order', () => {
    const events = [
      event('A'),
      event('B', 9),
      event('C', 0.001),
      event('D', 9),
      event('E'),
      event('F', 0),
      event('G', -3600),
      event('H', 9),
    ];
    expect(
      read(events)
        .events.map(({ type }) => type)
        .join(''),
    ).toBe('GFCBDHAE');
  });

  it('are returned completely, even of unknown types', () => {
    const event: InsightsEvent = {
      timestamp: '2026-11-22T12:00:00.123Z',
      type: 'TELEPORTATION',
      details: { bounce: { bounceType: 'X', bounceSubType: 'Y', diagnosticCode: 'Z' }, complaint: {} },
    };
    expect(read([event])).toEqual({
      destination: 'alice@example.com',
      isp: 'Gmail',
      status: 'UNKNOWN',
      secondsToStatus: null,
      events: [event],
    });
  });

  const anyEvent = fc.record({
    timestamp: fc.option(
      fc.integer({ min: 0, max: 5 }).map((after) => new Date(SENT_AT + after).toISOString()),
      { nil: undefined },
    ),
    type: fc.constantFrom('SEND', 'DELIVERY', 'BOUNCE', 'NEW'),
    serial: fc.nat(),
  });

  it('are neither lost nor changed, and the argument is not changed', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const before = structuredClone(events);
        const sorted = read(events).events as typeof events;
        expect(events).toEqual(before);
        expect(new Set(sorted)).toEqual(new Set(events));
        const isInOrder = sorted.every(({ timestamp = '9' }, index) => {
          const { timestamp: previous = '9' } = sorted[index - 1] ?? { timestamp: '' };
          return previous < timestamp || (previous === timestamp && isAfter(events, sorted[index - 1], sorted[index]));
        });
        expect(isInOrder).toBe(true);
      }),
    );
  });

  it('may be missing, like destination and provider', () => {
    expect(toDestinationInsights({ events: [] }, null)).toEqual({
      status: 'UNKNOWN',
      secondsToStatus: null,
      events: [],
    });
  });
});

function isAfter<T>(items: readonly T[], one: T | undefined, other: T | undefined): boolean {
  return items.indexOf(one as T) < items.indexOf(other as T);
}

describe('secondsToStatus', () => {
  it.each<[string, number | null, number | null, InsightsEvent[]]>([
    ['counts from the send event', 4.5, null, [event('DELIVERY', 5.5), event('SEND', 1)]],
    ['prefers the send event to the ID', 4, SENT_AT, [event('SEND', 1), event('DELIVERY', 5)]],
    ['counts from the time of the ID without a send event', 5, SENT_AT, [event('DELIVERY', 5)]],
    ['counts from the ID if the send event has no time', 5, SENT_AT, [event('SEND'), event('DELIVERY', 5)]],
    ['is null without either', null, null, [event('DELIVERY', 5)]],
    ['is null if the event has no time', null, SENT_AT, [event('SEND', 0), event('DELIVERY')]],
    ['is null if no event supports a status', null, SENT_AT, [event('NEW', 3)]],
    ['is never negative', 0, SENT_AT, [event('DELIVERY', -2)]],
    ['is 0 for a message that was only sent', 0, null, [event('SEND', 7)]],
    ['counts to the first event of the status', 2, null, [event('SEND', 0), event('OPEN', 90), event('DELIVERY', 2)]],
    [
      'counts to the bounce, not to the delivery',
      9,
      null,
      [event('SEND', 0), event('DELIVERY', 1), event('BOUNCE', 9, 'PERMANENT')],
    ],
    ['keeps milliseconds', 0.001, SENT_AT, [event('DELIVERY', 0.001)]],
  ])('%s: %p', (_, seconds, sentAt, events) => {
    expect(read(events, sentAt).secondsToStatus).toBe(seconds);
  });
});

describe('advice', () => {
  const bounced = (bounceType: string, bounceSubType: string, diagnosticCode?: string): InsightsEvent => ({
    type: 'BOUNCE',
    details: { bounce: { bounceType, bounceSubType, diagnosticCode } },
  });

  it.each<[string, string | undefined, InsightsEvent[]]>([
    ['a bounce has that of its code', '5.1.1', [bounced('PERMANENT', 'GENERAL', 'smtp; 550 5.1.1 User unknown')]],
    ['a bounce has that of its sub-type', 'MailboxFull', [bounced('TRANSIENT', 'MAILBOX_FULL')]],
    [
      'a suppressed bounce has that of the list',
      'OnAccountSuppressionList',
      [bounced('PERMANENT', 'ON_ACCOUNT_SUPPRESSION_LIST')],
    ],
    [
      'a suppressed complaint has that of the list',
      'OnAccountSuppressionList',
      [complaint('OnAccountSuppressionList')],
    ],
    ['a complaint has none', undefined, [complaint('General')]],
    ['a delivery has none, also after a bounce', undefined, [bounced('TRANSIENT', 'GENERAL'), event('DELIVERY')]],
    ['a bounce of an unknown kind has none', undefined, [bounced('PERMANENT', 'NEW', 'smtp; 550 5.99.1 new')]],
  ])('%s', (_, code, events) => {
    expect(read(events).advice?.code).toBe(code);
  });
});
