/** CloudFormation: the stacks and their resources. */
import {
  DescribeStackResources$,
  type DescribeStackResourcesInput,
  type DescribeStackResourcesOutput,
  DescribeStacks$,
  type DescribeStacksInput,
  type DescribeStacksOutput,
  ListStackResources$,
  type ListStackResourcesInput,
  type ListStackResourcesOutput,
  type ResourceStatus,
  type Stack,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../aws/protocols/aws-error';
import { type CallScope, type Operations, operation } from '../aws/protocols/operation';
import { pageOf } from './pages';
import type { ResolvedStack } from './resolved-stack';

/** Not documented: a page has at most 1 MB. */
const STACKS_PER_PAGE = 100;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
const RESOURCES_PER_PAGE = 100;

export function cloudFormationOperations(stacks: readonly ResolvedStack[], pageSize = STACKS_PER_PAGE): Operations {
  const stacksIn = ({ region }: CallScope) => stacks.filter((stack) => stack.region === region);

  function find(stackName: string | undefined, scope: CallScope): ResolvedStack {
    const found = stacksIn(scope).find(({ name, id }) => name === stackName || id === stackName);
    if (!found) throw new AwsError('ValidationError', `Stack with id ${stackName} does not exist`);
    return found;
  }

  return {
    DescribeStacks: operation(
      DescribeStacks$,
      ({ StackName, NextToken }: DescribeStacksInput, scope): DescribeStacksOutput => {
        const found = StackName === undefined ? stacksIn(scope) : [find(StackName, scope)];
        const { items, nextToken } = pageOf(found, pageSize, NextToken);
        return { Stacks: items.map(toStack), NextToken: nextToken };
      },
    ),
    DescribeStackResources: operation(
      DescribeStackResources$,
      ({ StackName, LogicalResourceId }: DescribeStackResourcesInput, scope): DescribeStackResourcesOutput => {
        const stack = find(StackName, scope);
        const found = stack.declared.filter(
          ({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId,
        );
        return { StackResources: found.slice(0, RESOURCES_PER_PAGE).map((each) => toResource(stack, each)) };
      },
    ),
    ListStackResources: operation(
      ListStackResources$,
      ({ StackName, NextToken }: ListStackResourcesInput, scope): ListStackResourcesOutput => {
        const stack = find(StackName, scope);
        const { items, nextToken } = pageOf(stack.declared, RESOURCES_PER_PAGE, NextToken);
        return {
          StackResourceSummaries: items.map((each) => {
            const { Timestamp, ...resource } = toResource(stack, each);
            return { ...resource, LastUpdatedTimestamp: Timestamp };
          }),
          NextToken: nextToken,
        };
      },
    ),
  };
}

function toStack({ name, id, description, status, createdAt, outputs }: ResolvedStack): Stack {
  return {
    StackName: name,
    StackId: id,
    Description: description,
    StackStatus: status as StackStatus,
    CreationTime: new Date(createdAt),
    Outputs: outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
    })),
    Capabilities: ['CAPABILITY_IAM'],
    Tags: [],
  };
}

function toResource({ createdAt }: ResolvedStack, { logicalId, physicalId, type }: ResolvedStack['resources'][number]) {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: 'CREATE_COMPLETE' as ResourceStatus,
    Timestamp: new Date(createdAt),
  };
}
