import { type CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { nameInRegion } from '../../lib/shared/regional-name';
import { STACK_DESCRIPTION, STACK_OUTPUTS } from '../../lib/stack-outputs';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { DeployedStack } from './deployed-stack';
import { pagesOf } from './pages';

export const DESCRIBE_STACKS: AwsCall = { service: 'CloudFormation', action: 'cloudformation:DescribeStacks' };

/** The name that `cdk.json` of this repository gives to its stacks. */
const STACK_NAME = /SesMetricsExporter/;

const UNKNOWN_STACK = /^Stack with id .* does not exist$/;

/**
 * Returns the stacks of this exporter in the clients' account and Region, including failed stacks.
 *
 * @param name the only stack to return. Default: all
 * @throws AwsFailure
 */
export async function describeExporterStacks(client: CloudFormationClient, name?: string): Promise<DeployedStack[]> {
  const stacks = await callAws(DESCRIBE_STACKS, (options) => describeStacks(client, name, options));
  return stacks.filter(isExporter).map(toDeployedStack);
}

/** Returns no stack for an unknown name. */
async function describeStacks(
  client: CloudFormationClient,
  name: string | undefined,
  { abortSignal }: { abortSignal: AbortSignal },
): Promise<Stack[]> {
  const stacks: Stack[] = [];
  try {
    for await (const page of pagesOf(paginateDescribeStacks({ client }, { StackName: name }, { abortSignal }))) {
      stacks.push(...(page.Stacks ?? []));
    }
  } catch (error) {
    if (name !== undefined && UNKNOWN_STACK.test((error as Error).message)) return [];
    throw error;
  }
  return stacks;
}

/**
 * Versions before 0.5 have no output with the version. Then the description or the name decides, because `ExporterFunctionName`
 * could be an output of another project. A stack that failed before it had outputs is recognized by its description.
 */
function isExporter({ StackName = '', Description, Outputs = [], StackStatus }: Stack): boolean {
  if (StackStatus === 'DELETE_COMPLETE') return false;
  const has = (key: keyof typeof STACK_OUTPUTS) => Outputs.some(({ OutputKey }) => OutputKey === key);
  if (Description === STACK_DESCRIPTION || has('ExporterVersion')) return true;
  return has('ExporterFunctionName') && STACK_NAME.test(StackName);
}

function toDeployedStack({
  StackId = '',
  StackName = '',
  StackStatus,
  CreationTime,
  Outputs = [],
}: Stack): DeployedStack {
  const [, , , region = '', account = ''] = StackId.split(':');
  const outputs = Outputs.filter(({ OutputKey = '' }) => OutputKey in STACK_OUTPUTS);
  return {
    name: StackName,
    region,
    account,
    status: StackStatus ?? 'unknown',
    createdAt: CreationTime?.getTime(),
    alarmPrefix: `${nameInRegion({ stackName: StackName, region }, region)}-`,
    outputs: Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  };
}
