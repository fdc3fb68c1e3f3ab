import type { MetricAlarm } from '../../local/alarms/template-alarms';
import { MINUTE } from './world';

/** An alarm on one datapoint of one minute, without actions. */
export function metricAlarm(alarm: Partial<MetricAlarm> = {}): MetricAlarm {
  return {
    kind: 'metric',
    id: 'alarm',
    name: 'alarm',
    description: '',
    periodMs: MINUTE,
    metrics: {},
    value: () => undefined,
    isBreaching: () => false,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
    missingData: 'ignore',
    warmUpMs: 0,
    alarmActions: [],
    okActions: [],
    ...alarm,
  };
}
