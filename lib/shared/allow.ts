import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A statement that allows one action. Its id keeps CDK from merging it with other statements. */
export function allow(action: string, resource: string, conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({ sid: action.replace(/^.*:/, ''), actions: [action], resources: [resource], conditions });
}
