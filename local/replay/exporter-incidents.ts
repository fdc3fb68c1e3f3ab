/** Incidents in which the exporter stops or fails. */
import { abovePauseLevel, awsRateAlarms } from './aws-rate-incidents';
import type { History } from './history';
import { DAY_MS, HOUR_MS, isWithin, listImport, MINUTE_MS, ordinary } from './mail-patterns';
import { LIST_IMPORT_ALARMS } from './rate-incidents';

export const EXPORTER_INCIDENTS: Readonly<Record<string, History>> = {
  'exporter down for an hour': {
    description: 'no poll for an hour',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    delivery: (since) => (isWithin(since, 0, HOUR_MS) ? 'missing' : 'on time'),
    alarms: { exporterSilent: [30, 50] },
    pages: [['exporterSilent', 30, 50]],
  },
  'exporter down for a day': {
    description: 'no poll for a day',
    lengthMs: 36 * HOUR_MS,
    mail: ordinary,
    delivery: (since) => (isWithin(since, 0, DAY_MS) ? 'missing' : 'on time'),
    alarms: { exporterSilent: [30, 50] },
    pages: [['exporterSilent', 30, 50]],
  },
  'SES throttles': {
    description: 'SES throttles GetSendStatistics for an hour',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    throttles: (since) => (isWithin(since, 0, HOUR_MS) ? 'GetSendStatistics' : undefined),
    alarms: { exporterSilent: [30, 50], exporterFailing: [15, 40], pollsGivenUp: [0, 20] },
    pages: [['exporterSilent', 30, 50]],
  },
  'GetAccount fails': {
    description: 'SES throttles GetAccount for 45 minutes',
    lengthMs: 6 * HOUR_MS,
    mail: ordinary,
    throttles: (since) => (isWithin(since, 0, 45 * MINUTE_MS) ? 'GetAccount' : undefined),
    alarms: { exporterFailing: [15, 40], pollsGivenUp: [0, 20] },
    pages: [],
  },
  'burst while the exporter is down': {
    description: 'no poll for four hours; a list import happens in the first of them',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    delivery: (since) => (isWithin(since, 0, 4 * HOUR_MS) ? 'missing' : 'on time'),
    alarms: { exporterSilent: [30, 50], bounceRateWarning: [240, 271], bounceRateCritical: [240, 271] },
    pages: [
      ['exporterSilent', 30, 50],
      ['ratesPage', 240, 271],
    ],
    okMessages: 2,
  },
  'exporter stops in a burst': {
    description: 'a list import; after 25 minutes no poll for three hours',
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    delivery: (since) => (isWithin(since, 25 * MINUTE_MS, 205 * MINUTE_MS) ? 'missing' : 'on time'),
    alarms: {
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
    description:
      "a list import; the poll that sees its end is the last one; after 40 hours AWS's own rates pass the pause level",
    lengthMs: 2 * DAY_MS,
    mail: (time, since) => listImport(time, since),
    awsRates: abovePauseLevel(40 * HOUR_MS, 10 * DAY_MS),
    delivery: (since) => (since >= 135 * MINUTE_MS ? 'missing' : 'on time'),
    alarms: { ...LIST_IMPORT_ALARMS, exporterSilent: [165, 185], ...awsRateAlarms(40 * 60, 40 * 60 + 61) },
    pages: [
      ['ratesPage', 0, 31],
      ['exporterSilent', 165, 185],
      ['ratesPage', 25 * 60, 29 * 60],
    ],
    okMessages: 1,
  },
};
