/**
 * Filter policies of SNS subscriptions: the part that the stacks use. Unsupported syntax is an error, never a match.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */

// biome-ignore lint/suspicious/noExplicitAny: SNS's shapes
type Json = any;

/**
 * Returns whether a message passes a filter policy.
 *
 * @param policy JSON
 * @param values the attributes of the message, or its body, as the scope of the policy says
 * @throws Error for unsupported syntax
 */
export function passesFilter(policy: string, values: Readonly<Record<string, unknown>>): boolean {
  return passesAll(JSON.parse(policy), values);
}

function passesAll(policy: Json, values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries<Json>(policy).every(([key, conditions]) =>
    key === '$or'
      ? conditions.some((each: Json) => passesAll(each, values))
      : conditions.some((condition: Json) => passes(condition, values[key])),
  );
}

function passes(condition: Json, value: unknown): boolean {
  if (condition === null || typeof condition !== 'object') return condition === value;
  if (typeof condition.exists === 'boolean') return (value !== undefined) === condition.exists;
  throw new Error(`The filter ${JSON.stringify(condition)} is not supported`);
}
