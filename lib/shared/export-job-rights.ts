import { Stack } from 'aws-cdk-lib';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { allow } from './allow';
import { permit } from './nodejs-function';

/**
 * The data that an export job reads, as values of the condition key `ses:ExportSourceType`.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportJobSummary.html
 */
export type ExportSource = 'MESSAGE_INSIGHTS' | 'METRICS_DATA';

/**
 * Allows a function to export data from SES, and to find, read and cancel the export jobs of the account in this Region. SES
 * writes the result to a bucket of its own, so the function needs no permission for S3.
 */
export function permitExportJobs(fn: NodejsFunction, sources: readonly ExportSource[]): void {
  permit(fn, allow('ses:CreateExportJob', '*', { StringEquals: { 'ses:ExportSourceType': [...sources] } }));
  permit(fn, allow('ses:ListExportJobs', '*'));
  for (const action of ['GetExportJob', 'CancelExportJob']) permit(fn, allow(`ses:${action}`, exportJobArn(fn)));
}

/** Returns the ARN of every export job of the account in the Region of a function. The ids are known only at run time. */
export function exportJobArn(fn: NodejsFunction): string {
  return Stack.of(fn).formatArn({ service: 'ses', resource: 'export-job', resourceName: '*' });
}
