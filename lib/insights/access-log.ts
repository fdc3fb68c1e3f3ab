/**
 * The format of the access log. It contains no path, query or address, because callers may paste anything as an id. For the
 * same reason, it contains no `error.message` and no `integrationErrorMessage`.
 */
export const ACCESS_LOG = `{${[
  '"requestId":"$context.requestId"',
  '"time":"$context.requestTime"',
  '"routeKey":"$context.routeKey"',
  '"status":$context.status',
  '"errorType":"$context.error.responseType"',
  '"responseLength":"$context.responseLength"',
  '"latencyMs":"$context.responseLatency"',
  '"integrationStatus":"$context.integrationStatus"',
  '"integrationLatencyMs":"$context.integrationLatency"',
].join(',')}}`;
