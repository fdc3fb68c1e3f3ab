import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { DeployedStack } from '../../deployed/deployed-stack';
import { pagesOf } from '../../deployed/pages';
import type { StackResource } from './facts';
import type { Reading } from './reading';
import { READS, read } from './reads';

export function readResources(
  client: CloudFormationClient,
  { name }: DeployedStack,
): Promise<Reading<StackResource[]>> {
  return read(READS.stackResources, async (options) => {
    const resources: StackResource[] = [];
    for await (const page of pagesOf(paginateListStackResources({ client }, { StackName: name }, options))) {
      for (const summary of page.StackResourceSummaries ?? []) {
        resources.push({
          logicalId: summary.LogicalResourceId ?? '',
          physicalId: summary.PhysicalResourceId,
          type: summary.ResourceType ?? '',
          status: summary.ResourceStatus ?? 'unknown',
        });
      }
    }
    return resources;
  });
}
