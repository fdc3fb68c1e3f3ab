import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A statement for one call, with an id of its own: CDK would fold those without one into each other. */
export function allow(action: string, resource: string, conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({ sid: action.replace(/^.*:/, ''), actions: [action], resources: [resource], conditions });
}
