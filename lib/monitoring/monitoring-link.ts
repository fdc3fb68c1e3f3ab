import { Stack } from 'aws-cdk-lib';
import { CfnLink } from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { AWS_SES_NAMESPACE } from '../alarms/aws-metrics';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { elsewhere } from '../shared/arn-region';
import { SHARED_RESOURCE_TYPES } from './monitoring-sink';

export interface MonitoringLinkProps {
  /** Its metrics are shared, and those that SES publishes itself. */
  readonly exporter: SendStatisticsExporter;
  /** ARN of the monitoring account's sink in the same Region. */
  readonly sinkArn: string;
}

/**
 * Lets a monitoring account read the metrics of this one that are about sending, and no others.
 *
 * @throws RangeError for a sink of another Region
 */
export class MonitoringLink extends Construct {
  constructor(scope: Construct, id: string, { exporter, sinkArn }: MonitoringLinkProps) {
    super(scope, id);
    const problem = elsewhere(sinkArn, Stack.of(this), 'the sink');
    if (problem) throw new RangeError(`sinkArn ${problem}, because a link reaches sinks of its own Region only`);
    const namespaces = [exporter.namespace, AWS_SES_NAMESPACE];
    new CfnLink(this, 'Link', {
      sinkIdentifier: sinkArn,
      labelTemplate: '$AccountName',
      resourceTypes: SHARED_RESOURCE_TYPES,
      linkConfiguration: {
        metricConfiguration: { filter: `Namespace IN (${namespaces.map((name) => `'${name}'`).join(', ')})` },
      },
    });
  }
}
