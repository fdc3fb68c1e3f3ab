/** Incidents in which AWS's own bounce and complaint rates pass their levels. */
import { AWS_RATES_IN_GOOD_STANDING, type History, type MinuteRange } from './history';
import { DAY_MS, drift, HOUR_MS, isWithin, listImport, ordinary } from './mail-patterns';
import { DRIFT_ALARMS, LIST_IMPORT_ALARMS } from './rate-incidents';

/** Returns AWS's own rates: above the pause level in [from, to), in good standing at all other times. */
export function abovePauseLevel(fromMs: number, toMs: number): NonNullable<History['awsRates']> {
  return (since) =>
    isWithin(since, fromMs, toMs) ? { BounceRate: 0.12, ComplaintRate: 0.006 } : AWS_RATES_IN_GOOD_STANDING;
}

export function awsRateAlarms(...range: MinuteRange) {
  return {
    awsBounceRateWarning: range,
    awsBounceRateCritical: range,
    awsComplaintRateWarning: range,
    awsComplaintRateCritical: range,
  } satisfies History['alarms'];
}

export const AWS_RATE_INCIDENTS: Readonly<Record<string, History>> = {
  'as AWS sees it': {
    description: "AWS's own rates pass the review level, and the pause level three hours later",
    lengthMs: 8 * HOUR_MS,
    mail: ordinary,
    awsRates(since) {
      if (since < 0) return AWS_RATES_IN_GOOD_STANDING;
      return since < 3 * HOUR_MS
        ? { BounceRate: 0.05, ComplaintRate: 0.001 }
        : { BounceRate: 0.1, ComplaintRate: 0.005 };
    },
    alarms: {
      awsBounceRateWarning: [0, 61],
      awsComplaintRateWarning: [0, 61],
      awsBounceRateCritical: [180, 241],
      awsComplaintRateCritical: [180, 241],
    },
    pages: [['ratesPage', 180, 241]],
  },
  'ours, then AWS’s within the day': {
    description: "a list import; three hours later AWS's own rates pass the pause level for twelve hours",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    awsRates: abovePauseLevel(3 * HOUR_MS, 15 * HOUR_MS),
    alarms: { ...LIST_IMPORT_ALARMS, ...awsRateAlarms(180, 241) },
    pages: [['ratesPage', 0, 31]],
    okMessages: 1,
  },
  'ours, then AWS’s for days': {
    description: "a list import; three hours later AWS's own rates pass the pause level, and stay there",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    awsRates: abovePauseLevel(3 * HOUR_MS, 10 * DAY_MS),
    alarms: { ...LIST_IMPORT_ALARMS, ...awsRateAlarms(180, 241) },
    pages: [
      ['ratesPage', 0, 31],
      ['ratesPage', 25 * 60, 27 * 60],
    ],
    okMessages: 1,
  },
  'drift, then AWS’s': {
    description: "hard bounces drift to 6.5 %; after two and a half days AWS's own rates pass the pause level",
    lengthMs: 3 * DAY_MS,
    mail: drift,
    awsRates: abovePauseLevel(60 * HOUR_MS, 10 * DAY_MS),
    alarms: { ...DRIFT_ALARMS, ...awsRateAlarms(60 * 60, 60 * 60 + 61) },
    pages: [['ratesPage', 40 * 60, 60 * 60]],
    okMessages: 0,
  },
};
