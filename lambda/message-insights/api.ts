import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { RouteName } from './contract';
import { answer, type CoreContext, createMailRoutes } from './core';
import type { Route } from './exchange';
import openapi from './look-ups.openapi.json';
import { Problem } from './problem';
import { type ApiRequest, readRequest } from './request';
import { toResponse } from './response';

export type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Creates the API, which returns a response for an event of payload format 2.0 and never throws.
 *
 * Considered and rejected: hono and Powertools' router choose a route by the path, which the caller controls. API
 * Gateway has already chosen and authorized a route.
 */
export function createApi(context: CoreContext): Api {
  const routes: Readonly<Record<RouteName, Route>> = {
    ...createMailRoutes(context),
    openapi: async () => ({ status: 200, type: 'application/json', body: openapi }),
    preflight: async () => ({ status: 204, type: '' }),
    other: async ({ request }) => {
      throw noSuchRoute(request);
    },
  };
  return async (event) => {
    const request = readRequest(event);
    return toResponse(await answer(request, routes[request.route], context), request.requestId);
  };
}

function noSuchRoute({ allowedMethods }: ApiRequest): Problem {
  return allowedMethods.length > 0
    ? new Problem('method-not-allowed', `Use ${allowedMethods.join(' or ')}.`, { allowedMethods })
    : new Problem('no-such-route', 'Use /v1/messages/{messageId}/insights. /openapi.json describes every path.');
}
