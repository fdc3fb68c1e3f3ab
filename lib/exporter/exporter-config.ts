/** The options of the exporter. */
import * as z from 'zod';
import {
  DEFAULT_SCHEDULE_PERIOD_MINUTES,
  DEFAULT_WINDOWS,
  isOptionalMetric,
  METRIC_NAMES,
  SCHEDULE_PERIODS_MINUTES,
} from '../../lambda/send-statistics/contract';
import { logRetentionDays } from '../shared/log-retention';
import { namespace } from '../shared/namespace';
import { hasNoRepeats } from '../shared/no-repeats';
import { list, number, refusing } from '../shared/schema-wording';
import { readWindows } from '../shared/windows';

const OPTIONAL_METRICS = METRIC_NAMES.filter(isOptionalMetric);

/** Options that decide which metrics exist. */
export const METRICS_SHAPE = {
  namespace,
  windows: list.superRefine(refusing((labels) => readWindows(labels).problems)).default([...DEFAULT_WINDOWS]),
  optionalMetrics: list
    .pipe(z.array(z.enum(OPTIONAL_METRICS, `choose from ${OPTIONAL_METRICS.join(', ')}`)))
    .refine(hasNoRepeats, 'write every metric once')
    .default([]),
  schedulePeriodMinutes: number
    .pipe(z.literal(SCHEDULE_PERIODS_MINUTES, `choose from ${SCHEDULE_PERIODS_MINUTES.join(', ')}`))
    .default(DEFAULT_SCHEDULE_PERIOD_MINUTES),
};

export const EXPORTER_SHAPE = { ...METRICS_SHAPE, logRetentionDays };
