/** Incidents in which the account's standing or quota changes. */
import { NO_MAIL } from '../simulation/simulated-mail';
import type { History } from './history';
import { DAY_MS, HOUR_MS, isWithin, listImport, ordinary } from './mail-patterns';
import { LIST_IMPORT_ALARMS } from './rate-incidents';

export const ACCOUNT_INCIDENTS: Readonly<Record<string, History>> = {
  'under review, then shut down': {
    description: 'AWS puts the account on probation, and pauses its sending a day later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (since > DAY_MS ? NO_MAIL : ordinary(time)),
    account(since) {
      if (since < 0) return {};
      return since < DAY_MS
        ? { EnforcementStatus: 'PROBATION' }
        : { EnforcementStatus: 'SHUTDOWN', SendingEnabled: false };
    },
    alarms: {
      accountUnderReview: [0, 16],
      accountShutDown: [24 * 60, 24 * 60 + 16],
    },
    pages: [
      ['accountUnderReview', 0, 16],
      ['accountShutDown', 24 * 60, 24 * 60 + 16],
    ],
  },
  'shut down at once': {
    description: 'AWS pauses the sending of a healthy account, and resumes it a day later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (isWithin(since, 0, DAY_MS) ? NO_MAIL : ordinary(time)),
    account: (since) => (isWithin(since, 0, DAY_MS) ? { EnforcementStatus: 'SHUTDOWN', SendingEnabled: false } : {}),
    alarms: { accountShutDown: [0, 16] },
    pages: [['accountShutDown', 0, 16]],
    okMessages: 1,
  },
  'switched off by hand': {
    description: 'somebody disables sending for three hours',
    lengthMs: 6 * HOUR_MS,
    mail: (time, since) => (isWithin(since, 0, 3 * HOUR_MS) ? NO_MAIL : ordinary(time)),
    account: (since) => (isWithin(since, 0, 3 * HOUR_MS) ? { SendingEnabled: false } : {}),
    alarms: { sendingDisabled: [0, 16] },
    pages: [['sendingDisabled', 0, 16]],
    okMessages: 1,
  },
  'review, then switched off by hand': {
    description: 'AWS puts the account on probation, and two hours later somebody disables sending',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    account: (since) => (since < 0 ? {} : { EnforcementStatus: 'PROBATION', SendingEnabled: since < 2 * HOUR_MS }),
    alarms: { accountUnderReview: [0, 16], sendingDisabled: [120, 136] },
    pages: [
      ['accountUnderReview', 0, 16],
      ['sendingDisabled', 120, 136],
    ],
  },
  'quota and burst': {
    description: 'a list import uses up 96 % of the daily quota',
    lengthMs: DAY_MS,
    mail: (time, since) => listImport(time, since),
    account: (since) =>
      isWithin(since, HOUR_MS, 20 * HOUR_MS) ? { SendQuota: { Max24HourSend: 7500, SentLast24Hours: 7200 } } : {},
    alarms: { ...LIST_IMPORT_ALARMS, quotaWarning: [60, 76], quotaCritical: [60, 76] },
    pages: [
      ['ratesPage', 0, 31],
      ['quotaCritical', 60, 76],
    ],
  },
};
