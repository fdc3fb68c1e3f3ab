/** Mail histories that the alarms are judged by: what happens, which alarms must go off and when. */
import type { AlarmName } from '../../lib/alarms/alarm-table';
import type { SesAccount } from '../aws/ses-endpoint';
import { type Expected, healthyMinute, NOTHING } from '../simulation/simulated-mail';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What becomes of a poll. */
export type PollFate = 'in time' | 'missing' | 'twice' | 'after the next' | 'throttled';

/** The alarm that pages for all critical alarms on rates, beside those that page by themselves. */
export type Speaker = AlarmName | 'ratesPage';

type Page = readonly [speaker: Speaker, from: number, to: number];

export interface History {
  readonly says: string;
  /** Length after the incident's start, milliseconds. */
  readonly lengthMs: number;
  /** What the sender mails. @param since milliseconds from the incident's start; negative before it */
  mail(time: number, since: number): Expected;
  /** AWS's own rates. Default: those of an account in good standing. */
  reputation?(since: number): { readonly BounceRate: number; readonly ComplaintRate: number };
  /** How the account differs from one in good standing. Default: not. */
  account?(since: number): Partial<SesAccount>;
  /** Default: in time. */
  poll?(since: number): PollFate;
  /** What SES throttles. Default: nothing. */
  throttles?(since: number): 'GetSendStatistics' | 'GetAccount' | undefined;
  /** The stack is new at the incident's start. Default: it has run for hours. */
  readonly isNewStack?: boolean;
  /** Alarms that go off, each with the minutes from the incident's start within which it does; no other may. */
  readonly goesOff: Readonly<Partial<Record<AlarmName, readonly [from: number, to: number]>>>;
  /** Messages that page somebody, in order of time: whose, and the minutes from the incident's start within which each is sent. */
  readonly pages: readonly Page[];
  /** Messages to the critical topic that an alarm is over, or fine from the start. Default: not counted. */
  readonly okMessages?: number;
}

/** About 5,000 mails on a working day, 1 % hard bounces, 0.02 % complaints, none at night. */
function ordinary(time: number): Expected {
  const minute = healthyMinute(time);
  return { ...minute, attempts: minute.attempts * 0.36, bounceRate: 0.01 };
}

function within(since: number, fromMs: number, toMs: number): boolean {
  return since >= fromMs && since < toMs;
}

/** 2,000 mails in an hour beside the ordinary ones. */
function burst(time: number, rates: Partial<Expected>): Expected {
  return { ...ordinary(time), attempts: ordinary(time).attempts + 2000 / 60, ...rates };
}

/** AWS's own rates from one hour to another above its pause level, else in good standing. */
function pausedBetween(from: number, to: number): NonNullable<History['reputation']> {
  return (since) =>
    within(since, from, to) ? { BounceRate: 0.12, ComplaintRate: 0.006 } : { BounceRate: 0.01, ComplaintRate: 0.0002 };
}

const AWS_RATES_FROM = (from: number, to: number) =>
  ({
    awsBounceRateWarning: [from, to],
    awsBounceRateCritical: [from, to],
    awsComplaintRateWarning: [from, to],
    awsComplaintRateCritical: [from, to],
  }) as const;

const BURST_FROM = (from: number) =>
  ({
    bounceRateFastBurn: [from, from + 31],
    bounceRateWarning: [from + 15, from + 61],
    bounceRateCritical: [from + 15, from + 61],
  }) as const;

/** Hard bounces rise from 1 % to 6.5 % within two days, and stay. */
function drift(time: number, since: number): Expected {
  return { ...ordinary(time), bounceRate: 0.01 + 0.055 * Math.min(1, Math.max(0, since / (2 * DAY_MS))) };
}

/** Histories in which nothing may go off. */
export const QUIET_HISTORIES: Readonly<Record<string, History>> = {
  'healthy fortnight': {
    says: '5,000 mails a day with weekends and nights',
    lengthMs: 14 * DAY_MS,
    mail: ordinary,
    goesOff: {},
    pages: [],
  },
  'quiet night': {
    says: 'no mail for twelve hours',
    lengthMs: DAY_MS,
    mail: (time, since) => (within(since, 0, 12 * HOUR_MS) ? NOTHING : ordinary(time)),
    goesOff: {},
    pages: [],
  },
  'five mails a day': {
    says: 'five mails a day, of which one bounces',
    lengthMs: 4 * DAY_MS,
    mail: () => ({ ...NOTHING, attempts: 5 / 1440, bounceRate: 0.2 }),
    goesOff: {},
    pages: [],
  },
  'no mail': {
    says: 'an account that has never sent',
    lengthMs: 2 * DAY_MS,
    mail: () => NOTHING,
    goesOff: {},
    pages: [],
  },
  'one poll missing': {
    says: 'one poll in every two hours does not come',
    lengthMs: DAY_MS,
    mail: ordinary,
    poll: (since) => (since >= 0 && since % (2 * HOUR_MS) < 15 * MINUTE_MS ? 'missing' : 'in time'),
    goesOff: {},
    pages: [],
  },
  'polls repeated and out of order': {
    says: 'every third poll is delivered twice, every fifth after the next one',
    lengthMs: DAY_MS,
    mail: ordinary,
    poll: (since) => {
      const poll = Math.floor(since / (15 * MINUTE_MS));
      if (since < 0) return 'in time';
      return poll % 5 === 0 ? 'after the next' : poll % 3 === 0 ? 'twice' : 'in time';
    },
    goesOff: {},
    pages: [],
  },
  'all concurrency taken': {
    says: 'other functions take all the concurrency of the account for five minutes, over a poll',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    poll: (since) => (within(since, 5 * MINUTE_MS, 10 * MINUTE_MS) ? 'throttled' : 'in time'),
    goesOff: {},
    pages: [],
  },
  'first day of a new stack': {
    says: 'the stack is deployed into an account that has sent for weeks',
    lengthMs: DAY_MS,
    mail: ordinary,
    isNewStack: true,
    goesOff: {},
    pages: [],
    okMessages: 6,
  },
};

/** Histories in which something must. */
export const INCIDENTS: Readonly<Record<string, History>> = {
  'list import': {
    says: '2,000 mails within an hour, of which 30 % bounce',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    goesOff: {
      bounceRateFastBurn: [0, 31],
      bounceRateWarning: [15, 61],
      bounceRateCritical: [15, 61],
    },
    pages: [['ratesPage', 0, 31]],
  },
  'second burst': {
    says: 'the same again ten hours later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) =>
      within(since, 0, HOUR_MS) || within(since, 10 * HOUR_MS, 11 * HOUR_MS)
        ? burst(time, { bounceRate: 0.3 })
        : ordinary(time),
    goesOff: {
      bounceRateFastBurn: [0, 31],
      bounceRateWarning: [15, 61],
      bounceRateCritical: [15, 61],
    },
    pages: [
      ['ratesPage', 0, 31],
      ['ratesPage', 600, 631],
    ],
  },
  'slow drift': {
    says: 'hard bounces rise from 1 % to 6.5 % within two days, and stay',
    lengthMs: 3 * DAY_MS,
    mail: drift,
    goesOff: {
      bounceRateWarning: [20 * 60, 40 * 60],
      bounceRateCritical: [40 * 60, 60 * 60],
    },
    pages: [['ratesPage', 40 * 60, 60 * 60]],
  },
  'late bounces': {
    says: 'after 3,000 mails sending stops, and their bounces come for five hours',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => {
      if (since < 0) return ordinary(time);
      if (since < HOUR_MS) return { ...NOTHING, attempts: 3000 / 60 };
      return { ...NOTHING, lateBounces: since < 6 * HOUR_MS ? 2 : 0 };
    },
    goesOff: {
      bounceRateFastBurn: [90, 121],
      bounceRateWarning: [2 * 60, 4 * 60],
      bounceRateCritical: [3 * 60, 5 * 60],
    },
    pages: [['ratesPage', 90, 121]],
  },
  'complaint burst': {
    says: '2,000 mails within an hour, of which 1.2 % draw a complaint',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { complaintRate: 0.012 }) : ordinary(time)),
    goesOff: {
      complaintRateFastBurn: [0, 46],
      complaintRateWarning: [15, 76],
      complaintRateCritical: [15, 76],
    },
    pages: [['ratesPage', 0, 46]],
  },
  'exporter down for an hour': {
    says: 'no poll for an hour',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    poll: (since) => (within(since, 0, HOUR_MS) ? 'missing' : 'in time'),
    goesOff: { exporterSilent: [30, 50] },
    pages: [['exporterSilent', 30, 50]],
  },
  'exporter down for a day': {
    says: 'no poll for a day',
    lengthMs: 36 * HOUR_MS,
    mail: ordinary,
    poll: (since) => (within(since, 0, DAY_MS) ? 'missing' : 'in time'),
    goesOff: { exporterSilent: [30, 50] },
    pages: [['exporterSilent', 30, 50]],
  },
  'SES throttles': {
    says: 'SES throttles GetSendStatistics for an hour',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    throttles: (since) => (within(since, 0, HOUR_MS) ? 'GetSendStatistics' : undefined),
    goesOff: { exporterSilent: [30, 50], exporterFailing: [15, 40], pollsGivenUp: [0, 20] },
    pages: [['exporterSilent', 30, 50]],
  },
  'GetAccount fails': {
    says: 'SES throttles GetAccount for 45 minutes',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    throttles: (since) => (within(since, 0, 45 * MINUTE_MS) ? 'GetAccount' : undefined),
    goesOff: { exporterFailing: [15, 40], pollsGivenUp: [0, 20] },
    pages: [],
  },
  'under review, then shut down': {
    says: 'AWS puts the account on probation, and pauses its sending a day later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (since > DAY_MS ? NOTHING : ordinary(time)),
    account: (since) => {
      if (since < 0) return {};
      return since < DAY_MS
        ? { EnforcementStatus: 'PROBATION' }
        : { EnforcementStatus: 'SHUTDOWN', SendingEnabled: false };
    },
    goesOff: {
      accountUnderReview: [0, 16],
      accountShutDown: [24 * 60, 24 * 60 + 16],
    },
    pages: [
      ['accountUnderReview', 0, 16],
      ['accountShutDown', 24 * 60, 24 * 60 + 16],
    ],
  },
  'as AWS sees it': {
    says: "AWS's own rates pass its review level, and its pause level three hours later",
    lengthMs: 8 * HOUR_MS,
    mail: ordinary,
    reputation: (since) => {
      if (since < 0) return { BounceRate: 0.01, ComplaintRate: 0.0002 };
      return since < 3 * HOUR_MS
        ? { BounceRate: 0.05, ComplaintRate: 0.001 }
        : { BounceRate: 0.1, ComplaintRate: 0.005 };
    },
    goesOff: {
      awsBounceRateWarning: [0, 61],
      awsComplaintRateWarning: [0, 61],
      awsBounceRateCritical: [180, 241],
      awsComplaintRateCritical: [180, 241],
    },
    pages: [['ratesPage', 180, 241]],
  },
  'shut down at once': {
    says: 'AWS pauses the sending of an account that was healthy, and lifts the pause a day later',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, DAY_MS) ? NOTHING : ordinary(time)),
    account: (since) => (within(since, 0, DAY_MS) ? { EnforcementStatus: 'SHUTDOWN', SendingEnabled: false } : {}),
    goesOff: { accountShutDown: [0, 16] },
    pages: [['accountShutDown', 0, 16]],
    okMessages: 1,
  },
  'switched off by hand': {
    says: 'somebody switches sending off for three hours',
    lengthMs: 6 * HOUR_MS,
    mail: (time, since) => (within(since, 0, 3 * HOUR_MS) ? NOTHING : ordinary(time)),
    account: (since) => (within(since, 0, 3 * HOUR_MS) ? { SendingEnabled: false } : {}),
    goesOff: { sendingDisabled: [0, 16] },
    pages: [['sendingDisabled', 0, 16]],
    okMessages: 1,
  },
  'review, then switched off by hand': {
    says: 'AWS puts the account on probation, and somebody switches sending off two hours later',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    account: (since) => (since < 0 ? {} : { EnforcementStatus: 'PROBATION', SendingEnabled: since < 2 * HOUR_MS }),
    goesOff: { accountUnderReview: [0, 16], sendingDisabled: [120, 136] },
    pages: [
      ['accountUnderReview', 0, 16],
      ['sendingDisabled', 120, 136],
    ],
  },
  'bounces and complaints in one burst': {
    says: '2,000 mails within an hour, of which 30 % bounce and 1.2 % draw a complaint',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) =>
      within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3, complaintRate: 0.012 }) : ordinary(time),
    goesOff: {
      ...BURST_FROM(0),
      complaintRateFastBurn: [0, 46],
      complaintRateWarning: [15, 76],
      complaintRateCritical: [15, 76],
      complaintRateSlow: [15, 91],
    },
    pages: [['ratesPage', 0, 31]],
    okMessages: 1,
  },
  'small sender': {
    says: '50 mails a day, then 330 within 90 minutes, of which 20 % bounce: they reach the floors of the day first',
    lengthMs: 2 * DAY_MS,
    mail: (_, since) => ({
      ...NOTHING,
      attempts: 50 / 1440 + (within(since, 0, 90 * MINUTE_MS) ? 330 / 90 : 0),
      bounceRate: within(since, 0, 90 * MINUTE_MS) ? 0.2 : 0.01,
    }),
    goesOff: {
      bounceRateCritical: [30, 46],
      bounceRateFastBurn: [61, 91],
      bounceRateWarning: [30, 46],
      bounceRateSlow: [30, 91],
    },
    pages: [['ratesPage', 30, 46]],
    okMessages: 1,
  },
  'ours, then AWS’s within the day': {
    says: "a list import; AWS's own rates pass its pause level three hours later, for twelve hours",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    reputation: pausedBetween(3 * HOUR_MS, 15 * HOUR_MS),
    goesOff: { ...BURST_FROM(0), ...AWS_RATES_FROM(180, 241) },
    pages: [['ratesPage', 0, 31]],
    okMessages: 1,
  },
  'ours, then AWS’s for days': {
    says: "a list import; AWS's own rates pass its pause level three hours later, and stay there",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    reputation: pausedBetween(3 * HOUR_MS, 10 * DAY_MS),
    goesOff: { ...BURST_FROM(0), ...AWS_RATES_FROM(180, 241) },
    pages: [
      ['ratesPage', 0, 31],
      ['ratesPage', 25 * 60, 27 * 60],
    ],
    okMessages: 1,
  },
  'drift, then AWS’s': {
    says: "hard bounces drift to 6.5 %; AWS's own rates pass its pause level after two and a half days",
    lengthMs: 3 * DAY_MS,
    mail: drift,
    reputation: pausedBetween(60 * HOUR_MS, 10 * DAY_MS),
    goesOff: {
      bounceRateWarning: [20 * 60, 40 * 60],
      bounceRateCritical: [40 * 60, 60 * 60],
      ...AWS_RATES_FROM(60 * 60, 60 * 60 + 61),
    },
    pages: [['ratesPage', 40 * 60, 60 * 60]],
    okMessages: 0,
  },
  'burst during a drift': {
    says: 'hard bounces drift to 6.5 %; 2,000 mails within an hour follow, of which 30 % bounce, while the page is open',
    lengthMs: 5 * DAY_MS,
    mail: (time, since) =>
      within(since, 60 * HOUR_MS, 61 * HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : drift(time, since),
    goesOff: {
      bounceRateWarning: [20 * 60, 40 * 60],
      bounceRateCritical: [40 * 60, 60 * 60],
      bounceRateFastBurn: [60 * 60, 60 * 60 + 31],
    },
    pages: [
      ['ratesPage', 40 * 60, 60 * 60],
      ['ratesPage', 85 * 60, 87 * 60],
    ],
    okMessages: 1,
  },
  'burst before the stack': {
    says: 'the stack is deployed five hours after a list import, which its published history shows',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) =>
      within(since, -5 * HOUR_MS, -4 * HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time),
    isNewStack: true,
    goesOff: { bounceRateWarning: [0, 31], bounceRateCritical: [0, 31] },
    pages: [['ratesPage', 0, 31]],
  },
  'burst while the exporter is down': {
    says: 'no poll for four hours, in the first of which a list is imported',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    poll: (since) => (within(since, 0, 4 * HOUR_MS) ? 'missing' : 'in time'),
    goesOff: { exporterSilent: [30, 50], bounceRateWarning: [240, 271], bounceRateCritical: [240, 271] },
    pages: [
      ['exporterSilent', 30, 50],
      ['ratesPage', 240, 271],
    ],
    okMessages: 2,
  },
  'exporter stops in a burst': {
    says: 'a list import; from its twenty-fifth minute no poll for three hours',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    poll: (since) => (within(since, 25 * MINUTE_MS, 205 * MINUTE_MS) ? 'missing' : 'in time'),
    goesOff: {
      bounceRateFastBurn: [0, 31],
      bounceRateWarning: [205, 236],
      bounceRateCritical: [205, 236],
      exporterSilent: [55, 75],
    },
    pages: [
      ['ratesPage', 0, 31],
      ['exporterSilent', 55, 75],
      ['ratesPage', 24 * 60, 25 * 60],
    ],
    okMessages: 3,
  },
  'exporter stops after a burst': {
    says: "a list import; the exporter stops for good after the poll that sees its end, and AWS's own rates pass its pause level after 40 hours",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    reputation: pausedBetween(40 * HOUR_MS, 10 * DAY_MS),
    poll: (since) => (since >= 135 * MINUTE_MS ? 'missing' : 'in time'),
    goesOff: { ...BURST_FROM(0), exporterSilent: [165, 185], ...AWS_RATES_FROM(40 * 60, 40 * 60 + 61) },
    pages: [
      ['ratesPage', 0, 31],
      ['exporterSilent', 165, 185],
      ['ratesPage', 25 * 60, 29 * 60],
    ],
    okMessages: 1,
  },
  'quota and burst': {
    says: 'a list import that uses up 96 % of the daily quota',
    lengthMs: DAY_MS,
    mail: (time, since) => (within(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3 }) : ordinary(time)),
    account: (since) =>
      within(since, HOUR_MS, 20 * HOUR_MS) ? { SendQuota: { Max24HourSend: 7500, SentLast24Hours: 7200 } } : {},
    goesOff: { ...BURST_FROM(0), quotaWarning: [60, 76], quotaCritical: [60, 76] },
    pages: [
      ['ratesPage', 0, 31],
      ['quotaCritical', 60, 76],
    ],
  },
};

export const HISTORIES: Readonly<Record<string, History>> = { ...QUIET_HISTORIES, ...INCIDENTS };
