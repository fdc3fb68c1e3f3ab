import { describe, expect, it } from '@jest/globals';
import {
  type BriefSettings,
  METRIC_NAMES,
  toEnvironment,
  WINDOW_DIMENSION,
} from '../../../lambda/alarm-brief/contract';
import { readSettings } from '../../../lambda/alarm-brief/settings';
import { WINDOW_DIMENSION as EXPORTER_DIMENSION, METRICS } from '../../../lambda/send-statistics/contract';
import { AWS_SES_NAMESPACE, awsRate } from '../../../lib/alarms/aws-metrics';

const SETTINGS: BriefSettings = {
  tableName: 'table',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:topic',
  namespace: 'SES/SendStatistics',
  alarms: {
    'bounces-1h': { kind: 'bounce', windowMs: 3_600_000, window: '1h' },
    'aws-complaints': { kind: 'complaint', windowMs: 86_400_000 },
  },
  apiUrl: 'https://api.example.com',
};
const ENV = toEnvironment(SETTINGS);

it('the function reads the settings that the stack writes', () => {
  expect(readSettings(ENV)).toEqual(SETTINGS);
});

describe('an invalid variable is rejected', () => {
  it.each(Object.keys(ENV))('%s is missing or empty', (name) => {
    expect(() => readSettings({ ...ENV, [name]: undefined })).toThrow(`${name} is not set`);
    expect(() => readSettings({ ...ENV, [name]: '' })).toThrow(`${name} is not set`);
  });

  it.each([
    '{',
    'null',
    '[]',
    '"a"',
    '{"a": null}',
    '{"a": {"kind": "open", "windowMs": 1}}',
    '{"a": {"kind": "bounce", "windowMs": "1h"}}',
    '{"a": {"kind": "bounce", "windowMs": 0}}',
    '{"a": {"kind": "bounce", "windowMs": 1, "window": 1}}',
  ])('ALARMS is %s', (ALARMS) => {
    expect(() => readSettings({ ...ENV, ALARMS })).toThrow(
      /^ALARMS is not a JSON object of alarms by name, such as \{/,
    );
  });
});

it('the metrics are those that the alarms watch', () => {
  expect(WINDOW_DIMENSION).toBe(EXPORTER_DIMENSION);
  for (const { attempts, rate, awsRate: aws } of Object.values(METRIC_NAMES)) {
    expect(Object.keys(METRICS)).toEqual(expect.arrayContaining([attempts, rate]));
    expect([METRICS[attempts].statistic, METRICS[rate].statistic]).toEqual(['Maximum', 'Maximum']);
    expect(aws).toEqual({ Namespace: AWS_SES_NAMESPACE, MetricName: awsRate(rate).metricName });
  }
});
