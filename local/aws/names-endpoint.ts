/** The operations of SES v2 that list names. */
import type { AccountNames } from './daily-volumes';
import type { WireAnswer } from './wire';

const DEFAULT_PAGE_SIZE = 100;

export interface Page {
  readonly pageSize?: number;
  readonly token?: string;
}

const NO_NAMES: AccountNames = { identities: [], configurationSets: [], tenants: [] };

export function identitiesAnswer({ identities }: AccountNames = NO_NAMES, page: Page = {}): WireAnswer {
  const { names, NextToken } = cut(identities, page);
  const EmailIdentities = names.map((name) => ({
    IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
    IdentityName: name,
    SendingEnabled: true,
    VerificationStatus: 'SUCCESS',
  }));
  return json({ EmailIdentities, NextToken });
}

export function configurationSetsAnswer({ configurationSets }: AccountNames = NO_NAMES, page: Page = {}): WireAnswer {
  const { names, NextToken } = cut(configurationSets, page);
  return json({ ConfigurationSets: names, NextToken });
}

export function tenantsAnswer({ tenants }: AccountNames = NO_NAMES, page: Page = {}): WireAnswer {
  const { names, NextToken } = cut(tenants, page);
  return json({ Tenants: names.map((name) => ({ TenantName: name })), NextToken });
}

/** The token is the index of the first name on the page. */
function cut(all: readonly string[], { pageSize = DEFAULT_PAGE_SIZE, token = '0' }: Page) {
  const end = Number(token) + pageSize;
  return { names: all.slice(Number(token), end), NextToken: end < all.length ? String(end) : undefined };
}

function json(body: object): WireAnswer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}
