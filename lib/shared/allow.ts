import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Returns a statement that allows one action. The id keeps CDK from merging the statement with others. */
export function allow(
  action: string,
  resource: string | readonly string[],
  conditions?: Record<string, unknown>,
): PolicyStatement {
  const resources = [resource].flat();
  return new PolicyStatement({ sid: action.replace(/^.*:/, ''), actions: [action], resources, conditions });
}
