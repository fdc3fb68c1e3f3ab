/**
 * The words that the look-up API and everything beside it both spell: the stack that deploys it, its alarms, and the
 * clients that call it.
 */

/** The routes, as API Gateway names them. What a request may see is decided by these keys, never by its path. */
export const ROUTES = {
  masked: 'GET /v1/messages/{messageId}/insights',
  /** A prefix of its own: IAM's `*` matches `/`, so that no pattern for the masked route reaches it. */
  unmasked: 'GET /v1/unmasked/messages/{messageId}/insights',
  openapi: 'GET /openapi.json',
  /** Whatever no other route takes. */
  other: '$default',
  /** Exists where CORS origins are configured, for browsers send no credentials with it. */
  preflight: 'OPTIONS /{proxy+}',
} as const;

export type RouteName = keyof typeof ROUTES;

/**
 * Requests a second and at once that the gateway lets through. A new account runs 10 functions at a time, the exporter
 * among them: look-ups must leave it room.
 */
export const STAGE_THROTTLE = { rateLimit: 5, burstLimit: 10 } as const;

/** The same of preflight requests, which everybody may send: they take nothing away from look-ups. */
export const PREFLIGHT_THROTTLE = { rateLimit: 5, burstLimit: 5 } as const;

/** Default of the longest time a request waits for its turn to call SES. */
export const DEFAULT_MAX_WAIT_SECONDS = 5;

/**
 * Wait for a turn that was kept for the caller, where requests wait less for others. A client comes back up to two seconds
 * later than `Retry-After` says: the header counts whole seconds, and clients add a random part of one.
 */
export const KEPT_WAIT_MS = 3_000;

/** An answer of SES that takes longer is given up. */
export const SES_TIMEOUT_MS = 5_000;

/** A call to the table that takes longer is given up; then the request does without the table. */
export const TABLE_TIMEOUT_MS = 2_000;

/** A request that has waited this long for the table, in all its calls together, begins no more. */
export const TABLE_BUDGET_MS = 6_000;

/**
 * Longest that a request waits for an answer that somebody else has asked for: who waits runs, and a new account runs ten
 * functions at a time, the exporter among them.
 */
export const MAX_WAIT_FOR_OTHERS_MS = 2_000;

/** An HTTP API answers 503 for a function that takes longer. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const GATEWAY_TIMEOUT_MS = 30_000;

/**
 * Longest that a request with this waiting time can take, in milliseconds: it waits for others and for its turn, calls SES
 * twice and the table until its budget is spent, the last time at its end.
 */
export function longestRequestMs(maxWaitSeconds: number): number {
  const waits = MAX_WAIT_FOR_OTHERS_MS + Math.max(maxWaitSeconds * 1000, KEPT_WAIT_MS);
  return waits + 2 * SES_TIMEOUT_MS + TABLE_BUDGET_MS + TABLE_TIMEOUT_MS;
}

/** Partition key of the table; it has no sort key. */
export const TABLE_KEY = 'key';

/** The table's TTL attribute, epoch seconds. DynamoDB deletes late: the code compares times itself. */
export const TABLE_TTL = 'expiresAt';

/** What the stack configures in the function. */
export interface InsightsSettings {
  readonly tableName: string;
  readonly maxWaitSeconds: number;
  /** Whether masked answers are kept in the table. */
  readonly cache: boolean;
}

/** The function's environment variables: the settings as text. */
export const ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  maxWaitSeconds: 'MAX_WAIT_SECONDS',
  cache: 'CACHE',
} as const satisfies Record<keyof InsightsSettings, string>;

/** The settings as the function's environment; `settings.ts` reads it back. */
export function toEnvironment(settings: InsightsSettings): Record<string, string> {
  return {
    [ENVIRONMENT.tableName]: settings.tableName,
    [ENVIRONMENT.maxWaitSeconds]: String(settings.maxWaitSeconds),
    [ENVIRONMENT.cache]: String(settings.cache),
  };
}

/**
 * Metrics that CloudWatch Logs counts from the logs of the API; a month in which nothing happened costs nothing.
 *
 * - `log`: the log that is counted in.
 * - `pattern`: the lines that count. The function's lines stand below `message` in its log.
 */
export const LOG_METRICS = {
  /** Look-ups answered with 429, by this code (budget spent) or by the gateway, which may not log its own. */
  ThrottledLookUps: { log: 'access', pattern: '{ ($.status = 429) && ($.routeKey = "GET /v1/*") }' },
  /** Requests answered without the table, at one call to SES a second for each instance. */
  LookUpsWithoutTable: { log: 'function', pattern: '{ $.message.tableFailure = "*" }' },
} as const;

export type LogMetricName = keyof typeof LOG_METRICS;
