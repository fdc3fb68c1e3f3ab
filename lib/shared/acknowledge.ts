import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** The metadata in which cdk-nag 2 looks for the rules that do not apply to a resource. */
const NAG_2_METADATA = 'cdk_nag';

interface Acknowledgment {
  /** A rule of cdk-nag's pack AwsSolutions. */
  readonly rule: string;
  /** One finding of a rule that reports several for one resource. */
  readonly finding?: string;
  readonly reason: string;
}

/** Acknowledges a finding of cdk-nag on a construct, for cdk-nag 2 and 3. Call it when the construct has all its resources. */
export function acknowledge(construct: IConstruct, { rule, finding, reason }: Acknowledgment): void {
  // Versions of CDK that only cdk-nag 2 supports have no class Validations.
  Validations?.of(construct).acknowledge({
    id: `AwsSolutions::${rule}${finding === undefined ? '' : `[${finding}]`}`,
    reason,
  });
  const row = { id: rule, reason, ...(finding === undefined ? {} : { applies_to: [finding] }) };
  for (const resource of construct.node.findAll().filter(CfnResource.isCfnResource)) {
    const earlier = resource.getMetadata(NAG_2_METADATA)?.rules_to_suppress ?? [];
    resource.addMetadata(NAG_2_METADATA, { rules_to_suppress: [...earlier, row] });
  }
}

/** Acknowledges cdk-nag's findings on the resources with `*` in the policy of a role. */
export function acknowledgeWildcards(role: IRole, resources: readonly string[], reason: string): void {
  for (const resource of resources) {
    const flat = flatten(Stack.of(role).resolve(resource));
    acknowledge(role, { rule: 'AwsSolutions-IAM5', finding: `Resource::${flat}`, reason });
  }
}

/** Returns a value of the template as cdk-nag prints it, such as `arn:aws:ses:eu-west-1:<AWS::AccountId>:export-job/*`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map(flatten).join(join[0]);
  return Ref === undefined ? JSON.stringify(value) : `<${Ref}>`;
}
