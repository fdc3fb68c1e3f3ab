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
  for (const statement of Statement) {
    const last = parts.at(-1);
    if (last && lengthOf(toPolicy([...last, statement])) <= MAX_POLICY_LENGTH) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map(toPolicy);
}

/** The length of a policy, as IAM counts it. */
export function lengthOf(policy: PolicyDocument): number {
  return JSON.stringify(policy).length;
}
