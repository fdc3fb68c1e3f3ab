import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SendStatisticsExporter, type SendStatisticsExporterProps } from './send-statistics-exporter';

export interface ExporterStackProps extends StackProps, SendStatisticsExporterProps {}

/** All that watches one account in one Region. */
export class ExporterStack extends Stack {
  readonly exporter: SendStatisticsExporter;

  constructor(scope: Construct, id: string, props: ExporterStackProps = {}) {
    super(scope, id, { description: 'Amazon SES bounce and complaint rates as CloudWatch metrics', ...props });
    this.exporter = new SendStatisticsExporter(this, 'SendStatistics', props);
    new CfnOutput(this, 'ExporterFunctionName', { value: this.exporter.function.functionName });
  }
}
