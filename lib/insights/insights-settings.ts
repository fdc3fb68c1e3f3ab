import { GATEWAY_TIMEOUT_MS, longestRequestMs } from '../../lambda/message-insights/contract';

/** Tokens that an issuer of one's own has signed, and that an HTTP API checks by itself. */
export interface JwtSettings {
  /** URL of the issuer, whose `/.well-known/openid-configuration` names its keys. */
  readonly issuer: string;
  /** Values of the claim `aud`, one of which a token must have. */
  readonly audience: readonly string[];
  /** The scope that a token must have. */
  readonly scope: string;
  /** The scope for personal data; without it the unmasked route does not exist. */
  readonly unmaskedScope?: string;
}

/** The longest wait with which an answer still comes before the gateway gives up. */
const MAX_WAIT_SECONDS = Array.from({ length: GATEWAY_TIMEOUT_MS / 1000 }, (_, seconds) => seconds).findLast(
  (seconds) => longestRequestMs(seconds) < GATEWAY_TIMEOUT_MS,
) as number;

export function waitProblems(maxWaitSeconds: number): string[] {
  const isUsable = Number.isInteger(maxWaitSeconds) && maxWaitSeconds >= 1 && maxWaitSeconds <= MAX_WAIT_SECONDS;
  return isUsable
    ? []
    : [
        `set whole seconds from 1 to ${MAX_WAIT_SECONDS}, because with the calls to SES and to the table an answer must come within the gateway's ${GATEWAY_TIMEOUT_MS / 1000} s`,
      ];
}

interface JwtProblem {
  readonly setting: 'scope' | 'unmaskedScope';
  readonly problem: string;
}

export function jwtProblems(jwt: JwtSettings | undefined): JwtProblem[] {
  const { scope, unmaskedScope } = jwt ?? {};
  const isUsable = (text: string | undefined) => text === undefined || /^\S+$/.test(text);
  const problem = 'write the one scope that a token must have, without spaces';
  return [
    ...(isUsable(scope) ? [] : [{ setting: 'scope', problem } as const]),
    ...(isUsable(unmaskedScope) ? [] : [{ setting: 'unmaskedScope', problem } as const]),
    ...(unmaskedScope !== undefined && unmaskedScope === scope
      ? [
          {
            setting: 'unmaskedScope',
            problem: 'it is the scope of masked look-ups too: give personal data a scope of its own, or leave it out',
          } as const,
        ]
      : []),
  ];
}
