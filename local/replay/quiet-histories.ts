/** Histories in which no alarm may fire. */
import { NO_MAIL } from '../simulation/simulated-mail';
import type { History } from './history';
import { DAY_MS, HOUR_MS, isWithin, MINUTE_MS, ordinary } from './mail-patterns';

const NO_ALARM = { alarms: {}, pages: [] } as const;

export const QUIET_HISTORIES: Readonly<Record<string, History>> = {
  'healthy fortnight': {
    description: '5,000 emails a day, with nights and weekends',
    lengthMs: 14 * DAY_MS,
    mail: ordinary,
    ...NO_ALARM,
  },
  'quiet night': {
    description: 'no mail for twelve hours',
    lengthMs: DAY_MS,
    mail: (time, since) => (isWithin(since, 0, 12 * HOUR_MS) ? NO_MAIL : ordinary(time)),
    ...NO_ALARM,
  },
  'five mails a day': {
    description: 'five emails a day, one of which bounces',
    lengthMs: 4 * DAY_MS,
    mail: () => ({ ...NO_MAIL, attempts: 5 / 1440, bounceRate: 0.2 }),
    ...NO_ALARM,
  },
  'no mail': {
    description: 'an account that never sends',
    lengthMs: 2 * DAY_MS,
    mail: () => NO_MAIL,
    ...NO_ALARM,
  },
  'one poll missing': {
    description: 'one poll is missing every two hours',
    lengthMs: DAY_MS,
    mail: ordinary,
    delivery: (since) => (since >= 0 && since % (2 * HOUR_MS) < 15 * MINUTE_MS ? 'missing' : 'on time'),
    ...NO_ALARM,
  },
  'polls repeated and out of order': {
    description: 'every third poll is delivered twice, every fifth after the next one',
    lengthMs: DAY_MS,
    mail: ordinary,
    delivery(since) {
      const poll = Math.floor(since / (15 * MINUTE_MS));
      if (since < 0) return 'on time';
      return poll % 5 === 0 ? 'after the next' : poll % 3 === 0 ? 'twice' : 'on time';
    },
    ...NO_ALARM,
  },
  'all concurrency taken': {
    description: 'for five minutes, other functions use all concurrency of the account, and Lambda throttles a poll',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    delivery: (since) => (isWithin(since, 5 * MINUTE_MS, 10 * MINUTE_MS) ? 'throttled by Lambda' : 'on time'),
    ...NO_ALARM,
  },
  'first day of a new stack': {
    description: 'the stack is deployed to an account that has sent mail for weeks',
    lengthMs: DAY_MS,
    mail: ordinary,
    isNewStack: true,
    ...NO_ALARM,
    okMessages: 6,
  },
};
