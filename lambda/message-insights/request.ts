import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Authorizer, readCaller } from './caller';
import { ROUTES, type RouteName } from './contract';

/** The parts of a request that the API uses. */
export interface ApiRequest {
  readonly requestId: string;
  /** The route that API Gateway chose and authorized. */
  readonly route: RouteName;
  /** The path parameter between `messages/` and `/insights`, as API Gateway passes it. */
  readonly messageIdText: string;
  /** Whether the caller rejects a cached response. */
  readonly refresh: boolean;
  /** ARN of the IAM principal, or `sub` of the token. Undefined if the caller has no name. */
  readonly caller: string | undefined;
  /** Whether the path exists, but not with this method. */
  readonly isWrongMethod: boolean;
}

const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** The paths of the GET routes. */
const ROUTE_PATHS = Object.values(ROUTES)
  .filter((route) => route.startsWith('GET '))
  .map(
    (route) =>
      new RegExp(
        `^${route
          .slice('GET '.length)
          .replace(/[.]/g, '\\$&')
          .replace(/\{\w+\}/g, '[^/]+')}$`,
      ),
  );

export function readRequest(event: APIGatewayProxyEventV2): ApiRequest {
  const { requestContext, routeKey, pathParameters, headers = {}, rawPath = '' } = event;
  return {
    requestId: requestContext.requestId,
    route: ROUTE_NAMES.find((name) => ROUTES[name] === routeKey) ?? 'other',
    messageIdText: pathParameters?.messageId ?? '',
    refresh: /(^|,)\s*(no-cache|no-store|max-age=0)\s*(,|$)/i.test(headers['cache-control'] ?? ''),
    caller: readCaller((requestContext as { authorizer?: Authorizer }).authorizer),
    isWrongMethod: requestContext.http?.method !== 'GET' && ROUTE_PATHS.some((path) => path.test(rawPath)),
  };
}
