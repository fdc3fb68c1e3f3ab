/** Incidents that the exporter's own rates show: bounces and complaints. */
import { NO_MAIL } from '../simulation/simulated-mail';
import type { History } from './history';
import { burst, DAY_MS, drift, HOUR_MS, isWithin, listImport, ordinary } from './mail-patterns';

/** The alarms of a list import at the incident's start. */
export const LIST_IMPORT_ALARMS = {
  bounceRateFastBurn: [0, 31],
  bounceRateWarning: [15, 61],
  bounceRateCritical: [15, 61],
} as const satisfies History['alarms'];

/** The alarms of a `drift` that begins at the incident's start. */
export const DRIFT_ALARMS = {
  bounceRateWarning: [20 * 60, 40 * 60],
  bounceRateCritical: [40 * 60, 60 * 60],
} as const satisfies History['alarms'];

const COMPLAINT_BURST_ALARMS = {
  complaintRateFastBurn: [0, 46],
  complaintRateWarning: [15, 76],
  complaintRateCritical: [15, 76],
} as const satisfies History['alarms'];

export const RATE_INCIDENTS: Readonly<Record<string, History>> = {
  'list import': {
    description: '2,000 emails in one hour, 30 % of which bounce',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    alarms: LIST_IMPORT_ALARMS,
    pages: [['ratesPage', 0, 31]],
  },
  'second burst': {
    description: 'a list import, and another one ten hours later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since, since < 10 * HOUR_MS ? 0 : 10 * HOUR_MS),
    alarms: LIST_IMPORT_ALARMS,
    pages: [
      ['ratesPage', 0, 31],
      ['ratesPage', 600, 631],
    ],
  },
  'slow drift': {
    description: 'hard bounces rise from 1 % to 6.5 % within two days, and stay there',
    lengthMs: 3 * DAY_MS,
    mail: drift,
    alarms: DRIFT_ALARMS,
    pages: [['ratesPage', 40 * 60, 60 * 60]],
  },
  'late bounces': {
    description: 'sending stops after 3,000 emails, and their bounces arrive for five hours',
    lengthMs: 2 * DAY_MS,
    mail(time, since) {
      if (since < 0) return ordinary(time);
      if (since < HOUR_MS) return { ...NO_MAIL, attempts: 3000 / 60 };
      return { ...NO_MAIL, lateBounces: since < 6 * HOUR_MS ? 2 : 0 };
    },
    alarms: {
      bounceRateFastBurn: [90, 121],
      bounceRateWarning: [2 * 60, 4 * 60],
      bounceRateCritical: [3 * 60, 5 * 60],
    },
    pages: [['ratesPage', 90, 121]],
  },
  'complaint burst': {
    description: '2,000 emails in one hour, 1.2 % of which draw a complaint',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (isWithin(since, 0, HOUR_MS) ? burst(time, { complaintRate: 0.012 }) : ordinary(time)),
    alarms: COMPLAINT_BURST_ALARMS,
    pages: [['ratesPage', 0, 46]],
  },
  'bounces and complaints in one burst': {
    description: '2,000 emails in one hour: 30 % bounce and 1.2 % draw a complaint',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) =>
      isWithin(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3, complaintRate: 0.012 }) : ordinary(time),
    alarms: { ...LIST_IMPORT_ALARMS, ...COMPLAINT_BURST_ALARMS, complaintRateSlow: [15, 91] },
    pages: [['ratesPage', 0, 31]],
    okMessages: 1,
  },
  'small sender': {
    description:
      '50 emails a day, then 330 in 90 minutes, 20 % of which bounce: the 24-hour window reaches its minimum volume first',
    lengthMs: 2 * DAY_MS,
    mail: (_, since) => ({
      ...NO_MAIL,
      attempts: 50 / 1440 + (isWithin(since, 0, 90 * 60_000) ? 330 / 90 : 0),
      bounceRate: isWithin(since, 0, 90 * 60_000) ? 0.2 : 0.01,
    }),
    alarms: {
      bounceRateCritical: [30, 46],
      bounceRateFastBurn: [61, 91],
      bounceRateWarning: [30, 46],
      bounceRateSlow: [30, 91],
    },
    pages: [['ratesPage', 30, 46]],
    okMessages: 1,
  },
  'burst during a drift': {
    description: 'hard bounces drift to 6.5 %; a list import follows while the page is open',
    lengthMs: 5 * DAY_MS,
    mail: (time, since) =>
      isWithin(since, 60 * HOUR_MS, 61 * HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : drift(time, since),
    alarms: { ...DRIFT_ALARMS, bounceRateFastBurn: [60 * 60, 60 * 60 + 31] },
    pages: [
      ['ratesPage', 40 * 60, 60 * 60],
      ['ratesPage', 85 * 60, 87 * 60],
    ],
    okMessages: 1,
  },
  'burst before the stack': {
    description: 'the stack is deployed five hours after a list import, and its backfill shows the import',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since, -5 * HOUR_MS),
    isNewStack: true,
    alarms: { bounceRateWarning: [0, 31], bounceRateCritical: [0, 31] },
    pages: [['ratesPage', 0, 31]],
  },
};
