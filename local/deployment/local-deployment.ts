/** What is deployed in the local AWS: stacks with their resources, as the services report them. */
import type { CfnTemplate } from '../alarms/template-alarms';
import type { Deployment } from '../aws/aws';
import { createAlarms, type LocalAlarms } from './alarms';
import { cloudFormationOperations } from './cloudformation';
import { alarmOperations } from './cloudwatch-alarms';
import { type ResolvedStack, resolveStack } from './resolved-stack';
import { stsOperations } from './sts';

export interface LocalStack {
  readonly name: string;
  readonly region: string;
  /** Twelve digits. Default: the account of the deployment. */
  readonly account?: string;
  /** Synthesized by CDK. */
  readonly template: CfnTemplate;
  /** Adds outputs, or replaces those of the template. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Default: `CREATE_COMPLETE`. */
  readonly status?: string;
  /** Logical ids of resources that do not exist, although the template has them. Default: none. */
  readonly missing?: readonly string[];
}

export interface LocalDeploymentOptions {
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly stacks?: readonly LocalStack[];
  /** The account of the caller. */
  readonly account?: string;
  /** Stacks on a page of DescribeStacks, and alarms on a page of DescribeAlarms. Default: AWS's limits. */
  readonly pageSize?: number;
}

export interface LocalDeployment extends Deployment {
  readonly account: string;
  readonly stacks: readonly ResolvedStack[];
  readonly alarms: LocalAlarms;
}

/** The account in AWS's own examples. */
export const LOCAL_ACCOUNT = '111122223333';

export function createLocalDeployment({
  now,
  stacks = [],
  account = LOCAL_ACCOUNT,
  pageSize,
}: LocalDeploymentOptions): LocalDeployment {
  const createdAt = now();
  const resolved = stacks.map((stack) => resolveStack({ account, ...stack }, createdAt));
  const alarms = createAlarms(resolved, now);
  return {
    account,
    stacks: resolved,
    alarms,
    operations: {
      cloudformation: cloudFormationOperations(resolved, pageSize),
      monitoring: alarmOperations(alarms, pageSize),
      sts: stsOperations(account),
    },
  };
}
