import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ROUTES, type RouteName } from './contract';

/** What of a request is looked at. */
export interface ApiRequest {
  readonly requestId: string;
  /** The route that API Gateway chose, and authorized. */
  readonly route: RouteName;
  /** As it was sent, between `messages/` and `/insights`. */
  readonly messageIdText: string;
  /** The caller has not enough of an answer that was kept. */
  readonly refresh: boolean;
  /** ARN of the IAM principal, or `sub` of the token. */
  readonly caller: string;
  /** Whether a route has this path: only the method was wrong. */
  readonly isWrongMethod: boolean;
}

/** Parts of the event that the gateway's authorizers fill in. */
interface Authorizer {
  readonly iam?: { readonly userArn?: string };
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
}

const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** The paths of the routes that have one of their own. */
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
  const { iam, jwt } = (requestContext as { authorizer?: Authorizer }).authorizer ?? {};
  return {
    requestId: requestContext.requestId,
    route: ROUTE_NAMES.find((name) => ROUTES[name] === routeKey) ?? 'other',
    messageIdText: pathParameters?.messageId ?? '',
    refresh: /(^|,)\s*(no-cache|no-store|max-age=0)\s*(,|$)/i.test(headers['cache-control'] ?? ''),
    caller: iam?.userArn ?? String(jwt?.claims?.sub ?? 'unknown'),
    isWrongMethod: requestContext.http?.method !== 'GET' && ROUTE_PATHS.some((path) => path.test(rawPath)),
  };
}
