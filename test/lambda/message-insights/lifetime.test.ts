import { expect, it } from '@jest/globals';
import type { MessageInsights } from '../../../lambda/message-insights/insights';
import { lifetimeMs } from '../../../lambda/message-insights/lifetime';
import { at, DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const iso = (age: number) => new Date(NOW - age).toISOString();

/** A message whose id tells this age, with events of these ages. */
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
  ['a message from a clock ahead', MINUTE, message(-30 * SECOND)],
  ['a message of exactly three days', MINUTE, message(3 * DAY)],
  ['a message older than that', HOUR, message(3 * DAY + 1)],
  ['a message of a year', HOUR, message(365 * DAY)],
  ['a time in the id, whatever the events say', MINUTE, message(DAY, [9 * DAY])],
  ['an id of no time, and an old event', HOUR, message(null, [DAY, 4 * DAY])],
  ['an id of no time, and new events', MINUTE, message(null, [DAY, 2 * DAY])],
  ['an id of no time, and an event of none', MINUTE, message(null, [undefined])],
  ['an id of no time, and an event of none before an old one', HOUR, message(null, [undefined, 4 * DAY])],
  ['no time at all', MINUTE, message(null)],
])('%s is kept for %i ms', (_, lifetime, kept) => {
  expect(lifetimeMs(kept, NOW)).toBe(lifetime);
});
