import { expect, it } from '@jest/globals';
import type { MessageInsights } from '../../../lambda/message-insights/insights';
import { lifetimeMs } from '../../../lambda/message-insights/lifetime';
import { at, DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const iso = (age: number) => new Date(NOW - age).toISOString();

/** Returns a message with this age according to its ID, and with events of these ages. */
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
  ['a message exactly three days old', MINUTE, message(3 * DAY)],
  ['a message slightly older than three days', HOUR, message(3 * DAY + 1)],
  ['a message a year old', HOUR, message(365 * DAY)],
  ['a message whose ID has a time, regardless of its events,', MINUTE, message(DAY, [9 * DAY])],
  ['a message whose ID has no time, with an old event,', HOUR, message(null, [DAY, 4 * DAY])],
  ['a message whose ID has no time, with new events,', MINUTE, message(null, [DAY, 2 * DAY])],
  ['a message whose ID and event have no time', MINUTE, message(null, [undefined])],
  ['a message whose ID and first event have no time, with an old event,', HOUR, message(null, [undefined, 4 * DAY])],
  ['a message without any time', MINUTE, message(null)],
])('%s is cached for %i ms', (_, lifetime, cached) => {
  expect(lifetimeMs(cached, NOW)).toBe(lifetime);
});
