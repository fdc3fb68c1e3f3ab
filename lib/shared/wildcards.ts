import { Stack, Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';

/** Acknowledges cdk-nag's findings on the resources with `*` in the policy of a role. */
export function acknowledgeWildcards(role: IRole, resources: readonly string[], reason: string): void {
  for (const resource of resources) {
    const flat = flatten(Stack.of(role).resolve(resource));
    Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${flat}]`, reason });
  }
}

/** Returns a value of the template as cdk-nag prints it, such as `arn:aws:ses:eu-west-1:<AWS::AccountId>:export-job/*`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map(flatten).join(join[0]);
  return Ref === undefined ? JSON.stringify(value) : `<${Ref}>`;
}
