/** The permission that each route requires. */
import { ROUTES, type RouteName } from '../../lambda/message-insights/contract';
import type { JwtSettings, ScopeSetting } from './insights-settings';

/** A permission. A grant gives it to a principal, and a scope gives it to a token. */
export type Access = 'lookUp' | 'unmaskedLookUp' | 'search' | 'unmaskedSearch';

/** The setting that names the scope of each permission. */
const SCOPE_SETTINGS = {
  lookUp: 'scope',
  unmaskedLookUp: 'unmaskedScope',
  search: 'searchScope',
  unmaskedSearch: 'unmaskedSearchScope',
} as const satisfies Record<Access, ScopeSetting>;

/** A route that requires a permission. */
export type AuthorizedRoute = Exclude<RouteName, 'preflight'>;

/** The permissions of each route. One of them is enough. */
const ROUTE_ACCESS = {
  masked: ['lookUp'],
  unmasked: ['unmaskedLookUp'],
  recipient: ['search'],
  startSearch: ['search'],
  search: ['search'],
  startUnmaskedSearch: ['unmaskedSearch'],
  unmaskedSearch: ['unmaskedSearch'],
  startBreakdown: ['search'],
  breakdown: ['search'],
  openapi: ['lookUp', 'search'],
  other: ['lookUp', 'search'],
} as const satisfies Record<AuthorizedRoute, readonly Access[]>;

const AUTHORIZED_ROUTES = Object.keys(ROUTE_ACCESS) as AuthorizedRoute[];

/** Returns the scopes that a route accepts. */
export function scopesOf(route: AuthorizedRoute, jwt: JwtSettings): string[] {
  return ROUTE_ACCESS[route].flatMap((access) => jwt[SCOPE_SETTINGS[access]] ?? []);
}

/** Returns the routes that exist. With tokens, a route without a scope does not exist, because every token could call it. */
export function routesWith(jwt: JwtSettings | undefined): AuthorizedRoute[] {
  return AUTHORIZED_ROUTES.filter((route) => !jwt || scopesOf(route, jwt).length > 0);
}

/**
 * Returns the paths of the ARNs that a permission covers, such as `GET/v1/messages/*\/insights`. IAM knows no path for the
 * default route.
 */
export function arnPathsOf(access: Access): string[] {
  return AUTHORIZED_ROUTES.filter((route) => route !== 'other')
    .filter((route) => ROUTE_ACCESS[route].some((one: Access) => one === access))
    .map((route) => ROUTES[route].replace(' ', '').replace(/\{\w+\}/g, '*'));
}
