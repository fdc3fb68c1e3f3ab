import { expect, it } from '@jest/globals';
import type { MessageInsights } from '../../../lambda/message-insights/insights';
import { lifetimeMs } from '../../../lambda/message-insights/lifetime';
import { at, DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const iso = (age: number) => new Date(NOW - age).toISOString();

/** Returns a message of an age according to its ID, with events of these ages. */
function message(age: number | null, eventAges: readonly (number | undefined)[] = []): MessageInsights {
  const events = eventAges.map((eventAge) => ({ timestamp: eventAge === undefined ? undefined : iso(eventAge) }));
  return {
    messageId: 'x',
    sentAt: age === null ? null : iso(age),
    sendingRegion: null,
    subject: null,
    emailTags: [],
    insights: events.map((event) => ({ status: 'SENT', secondsToStatus: null, events: [event] })),
  };
}

it.each<[string, number, MessageInsights | undefined]>([
  ['a message that SES does not know', 30 * SECOND, undefined],
  ['a message just sent', MINUTE, message(0)],
  ['a message from a clock that runs ahead', MINUTE, message(-30 * SECOND)],
  ['a message of exactly three days', MINUTE, message(3 * DAY)],
  ['a message older than that', HOUR, message(3 * DAY + 1)],
  ['a message of a year', HOUR, message(365 * DAY)],
  ['an ID with a time, for any events', MINUTE, message(DAY, [9 * DAY])],
  ['an ID without a time, with an old event', HOUR, message(null, [DAY, 4 * DAY])],
  ['an ID without a time, with new events', MINUTE, message(null, [DAY, 2 * DAY])],
  ['an ID without a time, with an event without one', MINUTE, message(null, [undefined])],
  ['an ID without a time, with an event without one before an old one', HOUR, message(null, [undefined, 4 * DAY])],
  ['a message without any time', MINUTE, message(null)],
])('%s is cached for %i ms', (_, lifetime, cached) => {
  expect(lifetimeMs(cached, NOW)).toBe(lifetime);
});
