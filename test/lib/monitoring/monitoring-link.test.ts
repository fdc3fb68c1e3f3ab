import { expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ExporterStack, type ExporterStackProps } from '../../../lib/exporter-stack';
import { createApp } from '../../support/template';

const SINK = 'arn:aws:oam:eu-west-1:999988887777:sink/0f1e2d3c';

function templateOf(props: ExporterStackProps): Template {
  return Template.fromStack(new ExporterStack(createApp(), 'Watch', props));
}

it('a link shares metrics about sending with the sink, and nothing else', () => {
  templateOf({ monitoringSinkArn: SINK }).hasResource('AWS::Oam::Link', {
    Properties: {
      SinkIdentifier: SINK,
      LabelTemplate: '$AccountName',
      ResourceTypes: ['AWS::CloudWatch::Metric'],
      LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('SES/SendStatistics', 'AWS/SES')" } },
    },
  });
});

it('a link shares the namespace that is configured', () => {
  templateOf({ monitoringSinkArn: SINK, exporter: { namespace: 'Mail/Team A' } }).hasResourceProperties(
    'AWS::Oam::Link',
    { LinkConfiguration: { MetricConfiguration: { Filter: "Namespace IN ('Mail/Team A', 'AWS/SES')" } } },
  );
});

it('nothing is shared without a sink', () => {
  expect(templateOf({}).findResources('AWS::Oam::Link')).toEqual({});
});
