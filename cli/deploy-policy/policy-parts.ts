/** Splits a policy that is too long for IAM. */
import { type PolicyDocument, type Statement, toPolicy } from './policy-document';

/**
 * Longest managed policy, in characters without white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MAX_POLICY_LENGTH = 6_144;

/** Returns policies that each fit into a managed policy, and together allow the same. */
export function partsOf({ Statement }: PolicyDocument): PolicyDocument[] {
  const parts: Statement[][] = [];
  for (const statement of Statement.flatMap(statementsThatFit)) {
    const last = parts.at(-1);
    if (last && lengthOf(toPolicy([...last, statement])) <= MAX_POLICY_LENGTH) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map(toPolicy);
}

/** Splits the resources of a statement that is too long by itself, because the stacks have many Regions. */
function statementsThatFit(statement: Statement): Statement[] {
  const { Resource } = statement;
  if (lengthOf(toPolicy([statement])) <= MAX_POLICY_LENGTH || Resource.length < 2) return [statement];
  const middle = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, middle), Resource.slice(middle)].flatMap((half) =>
    statementsThatFit({ ...statement, Resource: half }),
  );
}

/** The length of a policy, as IAM counts it. */
export function lengthOf(policy: PolicyDocument): number {
  return JSON.stringify(policy).length;
}
