/** The names and limits that the look-up API shares with its stack, its alarms and its clients. */
import { TABLE_TIMEOUT_MS } from '../shared/contract';

/** The routes, as API Gateway names them. Authorization depends on these keys, never on the path of a request. */
export const ROUTES = {
  masked: 'GET /v1/messages/{messageId}/insights',
  /** Has its own prefix, because `*` in IAM matches `/`: no pattern for the masked route matches this one. */
  unmasked: 'GET /v1/unmasked/messages/{messageId}/insights',
  /** Why one person gets no mail. The address is in the body, so that no log has it. */
  recipient: 'POST /v1/recipients',
  startSearch: 'POST /v1/searches',
  search: 'GET /v1/searches/{searchId}',
  startUnmaskedSearch: 'POST /v1/unmasked/searches',
  unmaskedSearch: 'GET /v1/unmasked/searches/{searchId}',
  /** Daily numbers by provider, identity, configuration set or tenant. */
  startBreakdown: 'POST /v1/breakdowns',
  breakdown: 'GET /v1/breakdowns/{breakdownId}',
  openapi: 'GET /openapi.json',
  /** Any request that matches no other route. */
  other: '$default',
  /** Exists only if CORS origins are configured. Browsers send preflight requests without credentials. */
  preflight: 'OPTIONS /{proxy+}',
} as const;

export type RouteName = keyof typeof ROUTES;

/**
 * Limits of the gateway: requests per second, and requests in a burst. A new account has 10 concurrent executions, and
 * look-ups must leave some of these for the exporter.
 */
export const STAGE_THROTTLE = { rateLimit: 5, burstLimit: 10 } as const;

/** Limits for preflight requests, which anyone can send. These requests do not count against the limits of look-ups. */
export const PREFLIGHT_THROTTLE = { rateLimit: 5, burstLimit: 5 } as const;

/** Default of the setting `maxWaitSeconds`: the longest time that a request waits for a turn to call SES. */
export const DEFAULT_MAX_WAIT_SECONDS = 5;

/**
 * A request waits at least this long for a turn that is reserved for its caller, even if `maxWaitSeconds` is shorter. A
 * client may return two seconds late: `Retry-After` counts whole seconds, and clients add up to one second of jitter.
 */
export const RESERVED_WAIT_MS = 3_000;

/** Time limit of a call to SES. */
export const SES_TIMEOUT_MS = 5_000;

/** Time until a call that SES throttled is repeated, if it takes no turns. */
export const THROTTLED_PAUSE_MS = 1_000;

/** A request stops calling the table when its calls have taken longer than this in total. */
export const TABLE_BUDGET_MS = 6_000;

/**
 * The longest time that a request waits for another look-up of the same message. A waiting request uses one of the
 * 10 concurrent executions of a new account, and the exporter needs one, too.
 */
export const MAX_WAIT_FOR_OTHERS_MS = 2_000;

/**
 * An HTTP API answers 503 for a function that takes longer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const GATEWAY_TIMEOUT_MS = 30_000;

/**
 * The longest time of a request for a search or a breakdown, with a second for its own work. A start waits for its turn,
 * and looks for a job whose creation got no response. A result is downloaded only if enough time is left.
 */
export const LONGEST_SEARCH_MS = 28_000;

/**
 * Returns the longest time that a request can take, in milliseconds. A look-up waits for others and for its turn, and
 * calls SES twice. It spends its budget of calls to the table, and the last of these calls may exceed the budget.
 */
export function longestRequestMs(maxWaitSeconds: number): number {
  const waits = MAX_WAIT_FOR_OTHERS_MS + Math.max(maxWaitSeconds * 1000, RESERVED_WAIT_MS);
  return Math.max(LONGEST_SEARCH_MS, waits + 2 * SES_TIMEOUT_MS + TABLE_BUDGET_MS + TABLE_TIMEOUT_MS);
}

/** The settings that the stack passes to the function. */
export interface InsightsSettings {
  readonly tableName: string;
  readonly maxWaitSeconds: number;
  /** Whether the table caches masked messages. */
  readonly cache: boolean;
}

/** The function's environment variables, which hold the settings as strings. */
export const ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  maxWaitSeconds: 'MAX_WAIT_SECONDS',
  cache: 'CACHE',
} as const satisfies Record<keyof InsightsSettings, string>;

/** Returns the settings as the function's environment. `settings.ts` reads them back. */
export function toEnvironment(settings: InsightsSettings): Record<string, string> {
  return {
    [ENVIRONMENT.tableName]: settings.tableName,
    [ENVIRONMENT.maxWaitSeconds]: String(settings.maxWaitSeconds),
    [ENVIRONMENT.cache]: String(settings.cache),
  };
}

/**
 * Metrics that CloudWatch Logs counts in the logs of the API. They cost nothing in a month without any match.
 *
 * - `log`: the log to count in.
 * - `pattern`: the lines to count. In the function's log, the API's fields are below `message`.
 */
export const LOG_METRICS = {
  /**
   * Look-ups with the status 429, from this code or from the gateway. The gateway may not log its own responses. Searches do
   * not count, because their limit is another one, and a refused search is no reason to look into the API.
   */
  ThrottledLookUps: {
    log: 'access',
    pattern:
      '{ ($.status = 429) && (($.routeKey = "GET /v1/messages/*") || ($.routeKey = "GET /v1/unmasked/messages/*")) }',
  },
  /** Requests that could not use the table. Without it, each instance makes up to one call to SES a second. */
  LookUpsWithoutTable: { log: 'function', pattern: '{ $.message.tableFailure = "*" }' },
} as const;

export type LogMetricName = keyof typeof LOG_METRICS;
