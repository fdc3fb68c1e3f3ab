import { GATEWAY_TIMEOUT_MS, longestRequestMs } from '../../lambda/message-insights/contract';

/** Tokens of your own issuer. API Gateway checks them. */
export interface JwtSettings {
  /** URL of the issuer. Its `/.well-known/openid-configuration` names the signing keys. */
  readonly issuer: string;
  /** Accepted values of the claim `aud`. */
  readonly audience: readonly string[];
  /** The scope that masked look-ups require. */
  readonly scope: string;
  /** The scope that unmasked look-ups require. Default: none, and the unmasked route does not exist. */
  readonly unmaskedScope?: string;
}

/** The longest wait that leaves enough time for an answer before the gateway times out. */
const MAX_WAIT_SECONDS = Array.from({ length: GATEWAY_TIMEOUT_MS / 1000 }, (_, seconds) => seconds).findLast(
  (seconds) => longestRequestMs(seconds) < GATEWAY_TIMEOUT_MS,
) as number;

/** Returns the problems of a wait, one sentence each. */
export function waitProblems(maxWaitSeconds: number): string[] {
  const isUsable = Number.isInteger(maxWaitSeconds) && maxWaitSeconds >= 1 && maxWaitSeconds <= MAX_WAIT_SECONDS;
  return isUsable
    ? []
    : [
        `write whole seconds from 1 to ${MAX_WAIT_SECONDS}, because the gateway times out after ${GATEWAY_TIMEOUT_MS / 1000} s, and the calls to SES and the table also take time`,
      ];
}

interface JwtProblem {
  readonly setting: 'scope' | 'unmaskedScope';
  readonly problem: string;
}

/** Returns the problems of the scopes, one sentence each. */
export function jwtProblems({ scope, unmaskedScope }: JwtSettings): JwtProblem[] {
  const isUsable = (text: string | undefined) => text === undefined || /^\S+$/.test(text);
  const problem = 'write one scope, without spaces';
  return [
    ...(isUsable(scope) ? [] : [{ setting: 'scope', problem } as const]),
    ...(isUsable(unmaskedScope) ? [] : [{ setting: 'unmaskedScope', problem } as const]),
    ...(unmaskedScope !== undefined && unmaskedScope === scope
      ? [
          {
            setting: 'unmaskedScope',
            problem: 'write a scope other than that of masked look-ups, or leave unmaskedScope out',
          } as const,
        ]
      : []),
  ];
}
