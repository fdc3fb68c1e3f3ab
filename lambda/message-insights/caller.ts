/** The caller of a request. The audit line has its name. Everything else has its pseudonym. */
import { createHash } from 'node:crypto';

/** The parts of the event that the gateway's authorizers set. */
export interface Authorizer {
  readonly iam?: { readonly userArn?: unknown };
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
}

/** All callers without a name share this pseudonym. */
export const NAMELESS = 'nameless';

const PSEUDONYM_LENGTH = 12;

/** Returns the ARN of the IAM principal or the `sub` of the token, or undefined without either. */
export function readCaller(authorizer: Authorizer | null = {}): string | undefined {
  return [authorizer?.iam?.userArn, authorizer?.jwt?.claims?.sub].filter(isName)[0];
}

/** A name has at least one letter or digit. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /[\p{L}\p{N}]/u.test(value);
}

/**
 * Returns the caller's pseudonym for the log and for the line of turns: the first 12 hex digits of the name's SHA-256
 * hash. The hash has no key, so that on-call can compare it with a candidate on any machine.
 *
 * The name includes the session name of a role. People who sign in with IAM Identity Center share a role, but each of
 * them gets separate turns. A caller with several sessions gets turns for each session.
 */
export function pseudonymOf(caller: string | undefined): string {
  if (caller === undefined) return NAMELESS;
  return createHash('sha256').update(caller).digest('hex').slice(0, PSEUDONYM_LENGTH);
}
