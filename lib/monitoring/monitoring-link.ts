import { Stack } from 'aws-cdk-lib';
import { CfnLink } from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { AWS_SES_NAMESPACE } from '../alarms/aws-metrics';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { describeProblem, readOptions } from '../shared/option-problems';
import { arnFor, missingArnProblems, regionsOf } from '../shared/regional-arns';
import { SINK, SINKS_ADVICE, monitoringSinkArns as sinkArns } from './monitoring-config';
import { SHARED_RESOURCE_TYPES } from './monitoring-sink';

export interface MonitoringLinkProps {
  /** The exporter whose metrics the link shares, in addition to the metrics that SES publishes itself. */
  readonly exporter: SendStatisticsExporter;
  /** ARNs of the monitoring account's sinks, one for each Region. */
  readonly monitoringSinkArns: readonly string[];
}

/**
 * Allows a monitoring account to read this account's metrics about sending, and no others.
 *
 * @throws ConfigError for malformed ARNs, or if no sink is in the Region of the stack
 */
export class MonitoringLink extends Construct {
  constructor(scope: Construct, id: string, { exporter, ...props }: MonitoringLinkProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { monitoringSinkArns } = readOptions({ monitoringSinkArns: sinkArns }, props, (options, broken) => {
      const { monitoringSinkArns: arns } = options;
      if (broken.has('monitoringSinkArns')) return [];
      const place = { path: ['monitoringSinkArns'] };
      if (arns.length === 0) return [describeProblem(place, arns, SINKS_ADVICE)];
      return missingArnProblems({ place, arns, resource: SINK }, regionsOf(stack));
    });
    const namespaces = [exporter.namespace, AWS_SES_NAMESPACE];
    new CfnLink(this, 'Link', {
      sinkIdentifier: arnFor(stack.region, monitoringSinkArns) as string,
      labelTemplate: '$AccountName',
      resourceTypes: SHARED_RESOURCE_TYPES,
      linkConfiguration: {
        metricConfiguration: { filter: `Namespace IN (${namespaces.map((name) => `'${name}'`).join(', ')})` },
      },
    });
  }
}
