/** The rights of every function that answers look-ups: the API, and the widgets. */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeWildcards } from '../shared/acknowledge';
import { allow } from '../shared/allow';
import { exportJobArn, permitExportJobs } from '../shared/export-job-rights';
import { permit } from '../shared/nodejs-function';
import { permitTable } from '../shared/table-rights';

/** The operations that read from SES, except for those of export jobs. */
const SES_READS = [
  'GetMessageInsights',
  'GetAccount',
  'GetSuppressedDestination',
  'BatchGetMetricData',
  'ListEmailIdentities',
  'ListConfigurationSets',
  'ListTenants',
] as const;

/** Allows a function to look messages up and to find mail, and to use the table that such functions share. */
export function permitLookUps(fn: NodejsFunction, table: ITable): void {
  for (const action of SES_READS) permit(fn, allow(`ses:${action}`, '*'));
  permitExportJobs(fn, ['MESSAGE_INSIGHTS', 'METRICS_DATA']);
  permitTable(fn, table, ['GetItem', 'PutItem', 'UpdateItem']);
  acknowledgeWildcards(
    fn.role as IRole,
    ['*', exportJobArn(fn)],
    'Some actions support no resources, the function reads all addresses and identities, and ids of export jobs are known only at run time',
  );
}
