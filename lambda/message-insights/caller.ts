/** Who calls: the name that the audit line has, and the pseudonym that all others have. */
import { createHash } from 'node:crypto';

/** Parts of the event that the gateway's authorizers fill in. */
export interface Authorizer {
  readonly iam?: { readonly userArn?: unknown };
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
}

/** All callers without a name are one. */
export const NAMELESS = 'nameless';

const PSEUDONYM_LENGTH = 12;

/** ARN of the IAM principal, or `sub` of the token; undefined where there is neither. */
export function readCaller(authorizer: Authorizer | null = {}): string | undefined {
  return [authorizer?.iam?.userArn, authorizer?.jwt?.claims?.sub].filter(isName)[0];
}

/** Spaces, also those without width, are no name. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /[\p{L}\p{N}]/u.test(value);
}

/**
 * The caller's name in the log and in the line of turns: the first 12 hex digits of SHA-256 over the real one. The hash has no
 * key, because on-call matches it against a candidate with the tools of any machine.
 *
 * The name of a role's session counts. The people who sign in with IAM Identity Center share one role, and none of them
 * waits for the requests of another. Whoever opens many sessions gets turns for each.
 */
export function pseudonymOf(caller: string | undefined): string {
  if (caller === undefined) return NAMELESS;
  return createHash('sha256').update(caller).digest('hex').slice(0, PSEUDONYM_LENGTH);
}
