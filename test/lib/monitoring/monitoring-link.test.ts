import { expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { MonitoringLink } from '../../../lib/monitoring/monitoring-link';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const SINK = 'arn:aws:oam:eu-west-1:999988887777:sink/0f1e2d3c';

function templateOf(props: ExporterStackProps): Template {
  return Template.fromStack(new ExporterStack(createApp(), 'Watch', props));
}

it('a link shares only metrics about sending with the sink', () => {
  templateOf({ monitoringSinkArns: [SINK] }).hasResource('AWS::Oam::Link', {
    Properties: {
      SinkIdentifier: SINK,
      LabelTemplate: '$AccountName',
      ResourceTypes: ['AWS::CloudWatch::Metric'],
      LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('SES/SendStatistics', 'AWS/SES')" } },
    },
  });
});

it('a link shares the configured namespace', () => {
  templateOf({ monitoringSinkArns: [SINK], namespace: 'Mail/Team A' }).hasResourceProperties('AWS::Oam::Link', {
    LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('Mail/Team A', 'AWS/SES')" } },
  });
});

it('a stack shares nothing without a sink', () => {
  expect(templateOf({}).findResources('AWS::Oam::Link')).toEqual({});
});

it.each<[string, string[], string]>([
  [
    'a sink of another Region',
    [SINK.replace('eu-west-1', 'us-east-1')],
    'add the sink of eu-west-1, because a link reaches only sinks of its own Region',
  ],
  [
    'an empty list',
    [],
    'write a list of ARNs of sinks, one for each Region. The stacks SesMetricsMonitoring print the ARNs',
  ],
  [
    'a string that is not an ARN, and reports one problem',
    'sink' as never,
    'write a list of ARNs of sinks, one for each Region. The stacks SesMetricsMonitoring print the ARNs',
  ],
])('a link refuses %s', (_, monitoringSinkArns, advice) => {
  const stack = new Stack(createApp(), 'Own', { env: { account: '111122223333', region: 'eu-west-1' } });
  const { exporter } = new ExporterStack(createApp(), 'Watch');
  expect(() => new MonitoringLink(stack, 'Link', { exporter, monitoringSinkArns })).toThrow(
    new ConfigError(
      `The configuration cannot be used:\n- "monitoringSinkArns" ${typeof monitoringSinkArns === 'string' ? 'has' : 'is'} ${JSON.stringify(monitoringSinkArns)}: ${advice}`,
    ),
  );
});
