import { Aws, CfnCondition, Fn, type Stack, Token } from 'aws-cdk-lib';
import { regionalName } from './regional-name';

/**
 * Domains of the console, by partition. Isolated partitions are missing, because their domains are not public.
 * https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/what-is.html
 */
const CONSOLE_DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/**
 * Returns a URL of the CloudWatch console in the stack's Region, or undefined for a partition whose console is unknown.
 *
 * @param fragment what the console shows, such as `dashboards/dashboard/NAME`
 */
export function cloudWatchUrl(stack: Stack, fragment: string): string | undefined {
  const domain = Token.isUnresolved(stack.partition) ? deployedDomain(stack) : CONSOLE_DOMAINS[stack.partition];
  return domain && `https://${stack.region}.${domain}/cloudwatch/home?region=${stack.region}#${fragment}`;
}

/**
 * Returns the URL of a dashboard of the stack, or undefined for a partition whose console is unknown.
 *
 * @param suffix the end of the dashboard's name. Default: the dashboard of the stack's Region
 */
export function dashboardUrl(stack: Stack, ...suffix: string[]): string | undefined {
  return cloudWatchUrl(stack, `dashboards/dashboard/${regionalName(stack, ...suffix)}`);
}

/** Returns a token, because only the deployment knows the partition. An unknown partition gets the domain of `aws`. */
function deployedDomain(stack: Stack): string {
  const { aws, ...others } = CONSOLE_DOMAINS;
  return Object.entries(others).reduce<string>(
    (otherwise, [partition, domain]) => Fn.conditionIf(isIn(partition, stack).logicalId, domain, otherwise).toString(),
    aws as string,
  );
}

function isIn(partition: string, stack: Stack): CfnCondition {
  const id = `In-${partition}`;
  const existing = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return existing ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
}
