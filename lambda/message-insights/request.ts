import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Authorizer, readCaller } from './caller';
import { ROUTES, type RouteName } from './contract';
import { Problem } from './problem';

/** The parts of a request that the API uses. */
export interface ApiRequest {
  readonly requestId: string;
  /** Which front received the request. Default: API Gateway. */
  readonly front?: 'widget';
  /** The route that API Gateway chose and authorized. */
  readonly route: RouteName;
  /** The path parameter between `messages/` and `/insights`, as API Gateway passes it. */
  readonly messageIdText: string;
  /** The path parameter after `searches/` or `breakdowns/`. */
  readonly searchId: string;
  /** The query parameter `page`. Undefined without one. */
  readonly page: string | undefined;
  readonly body: RequestBody;
  /** Whether the caller rejects a cached response. */
  readonly refresh: boolean;
  /** ARN of the IAM principal, or `sub` of the token. Undefined if the caller has no name. */
  readonly caller: string | undefined;
  /** The methods of the path, if no route has the path with the method of the request. */
  readonly allowedMethods: readonly string[];
}

/** The body as API Gateway passes it. */
export interface RequestBody {
  readonly content: string;
  readonly isBase64: boolean;
}

const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** The method and the path of each route that has both. */
const ROUTE_PATHS = Object.values(ROUTES).flatMap((route) => {
  const [, method = '', path = ''] = /^(GET|POST) (.*)$/.exec(route) ?? [];
  const pattern = path.replace(/[.]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return method === '' ? [] : [{ method, path: new RegExp(`^${pattern}$`) }];
});

export function readRequest(event: APIGatewayProxyEventV2): ApiRequest {
  const { requestContext, routeKey, pathParameters, headers = {}, rawPath = '', rawQueryString = '' } = event;
  const methods = ROUTE_PATHS.filter(({ path }) => path.test(rawPath)).map(({ method }) => method);
  return {
    requestId: requestContext.requestId,
    route: ROUTE_NAMES.find((name) => ROUTES[name] === routeKey) ?? 'other',
    messageIdText: pathParameters?.messageId ?? '',
    searchId: pathParameters?.searchId ?? pathParameters?.breakdownId ?? '',
    page: new URLSearchParams(rawQueryString).get('page') ?? undefined,
    body: { content: event.body ?? '', isBase64: event.isBase64Encoded === true },
    refresh: /(^|,)\s*(no-cache|no-store|max-age=0)\s*(,|$)/i.test(headers['cache-control'] ?? ''),
    caller: readCaller((requestContext as { authorizer?: Authorizer }).authorizer),
    allowedMethods: methods.includes(requestContext.http?.method) ? [] : methods,
  };
}

/**
 * Returns the name of the caller.
 *
 * @throws Problem when the caller has no name
 */
export function nameOf({ caller }: ApiRequest): string {
  if (caller !== undefined) return caller;
  throw new Problem(
    'nameless-caller',
    'The API logs the name of every caller who reads personal data, and a search belongs to its caller. This caller has no name. Use a token with a claim "sub", or look up a message masked.',
  );
}
