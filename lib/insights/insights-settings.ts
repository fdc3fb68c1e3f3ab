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
  /** The scope that searches, look-ups of recipients and daily numbers require. Default: none, and no such route exists. */
  readonly searchScope?: string;
  /** The scope that unmasked searches require. Default: none, and no such route exists. */
  readonly unmaskedSearchScope?: string;
}

/** What each scope allows. A message about two equal scopes names the first of them. */
const SCOPES = {
  scope: 'masked look-ups',
  unmaskedScope: 'unmasked look-ups',
  searchScope: 'searches',
  unmaskedSearchScope: 'unmasked searches',
} as const;

/** A setting that names a scope. */
export type ScopeSetting = keyof typeof SCOPES;

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
  readonly setting: ScopeSetting;
  readonly problem: string;
}

/** Returns the problems of the scopes, one sentence each. Two equal scopes would let a token do more than it should. */
export function jwtProblems(jwt: JwtSettings): JwtProblem[] {
  const settings = (Object.keys(SCOPES) as ScopeSetting[]).filter((setting) => jwt[setting] !== undefined);
  return settings.flatMap((setting, index): JwtProblem[] => {
    if (!/^\S+$/.test(jwt[setting] as string)) return [{ setting, problem: 'write one scope, without spaces' }];
    const twin = settings.slice(0, index).find((other) => jwt[other] === jwt[setting]);
    if (!twin) return [];
    return [{ setting, problem: `write a scope other than that of ${SCOPES[twin]}, or leave ${setting} out` }];
  });
}
