/** The properties that the rows of all alarms on one rate share. */
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { counted } from '../shared/plural';
import type { RateRow, ThresholdRow } from './alarm-row';
import { awsActsOn, recentSends } from './alarm-texts';
import { awsRate } from './aws-metrics';
import { AWS_RATE_PERIOD_MINUTES, type RateName } from './aws-thresholds';
import { percent } from './percent';
import { reachesFloors } from './rate-expressions';

/** The events that a rate counts. */
const EVENTS = {
  BounceRate: { subject: 'Hard bounces', noun: 'bounce' },
  ComplaintRate: { subject: 'Complaints', noun: 'complaint' },
} as const satisfies Record<RateName, unknown>;

type Shared<Row> = Omit<Row, 'level' | 'defaults'>;

/**
 * Returns the row of an alarm on our own rate over a window, without its level and numbers. If only the rate is missing,
 * CloudWatch reads it as 0, and the alarm returns to OK. If every metric is missing, the alarm keeps its state.
 */
export function rateRow(rate: RateName) {
  const { subject, noun } = EVENTS[rate];
  return {
    kind: 'rate',
    unit: 'share',
    rate,
    events: noun,
    graph: rate,
    missingData: TreatMissingData.IGNORE,
    metric: (setting, { exporter }) => {
      const { window, attempts, events } = setting;
      return new MathExpression({
        expression: `IF(${reachesFloors({ attempts: 'attempts', rate: 'rate' }, setting)}, rate, 0)`,
        usingMetrics: {
          attempts: exporter.metric('DeliveryAttempts', { window }),
          rate: exporter.metric(rate, { window }),
        },
        period: exporter.period,
        label: `${rate} of ${window}, or 0 below ${counted(attempts, 'attempt')} or ${counted(events, noun)}`,
      });
    },
    description: ({ threshold, window, attempts, events }) =>
      `${subject} reached ${percent(threshold)} of ${recentSends(window)} (at least ${counted(attempts, 'attempt')} and ${counted(events, noun)}). ${awsActsOn(rate)}`,
  } as const satisfies Shared<RateRow>;
}

/** Returns the row of an alarm on the rate that AWS measures itself, without its level and numbers. */
export function awsRateRow(rate: RateName) {
  return {
    kind: 'threshold',
    unit: 'share',
    events: EVENTS[rate].noun,
    missingData: TreatMissingData.IGNORE,
    periodMinutes: AWS_RATE_PERIOD_MINUTES,
    metric: () => awsRate(rate),
    description: ({ threshold }) =>
      `AWS's own ${EVENTS[rate].noun} rate of the account reached ${percent(threshold)}. ${awsActsOn(rate)}`,
  } as const satisfies Shared<ThresholdRow>;
}
