/** The operations that list the names of an account's configuration. */
import type {
  ListConfigurationSetsResponse,
  ListEmailIdentitiesResponse,
  ListMultiRegionEndpointsResponse,
  ListTenantsResponse,
} from '@aws-sdk/client-sesv2';
import type { MailAccount } from './mail-account';
import { pageOf } from './pages';

const DEFAULT_PAGE_SIZE = 100;

export interface PageRequest {
  readonly PageSize?: number;
  readonly NextToken?: string;
}

export function listEmailIdentities({ names }: MailAccount, request: PageRequest): ListEmailIdentitiesResponse {
  const { items, next } = cut(names?.identities, request);
  const EmailIdentities = items.map((name) => ({
    IdentityType: name.includes('@') ? ('EMAIL_ADDRESS' as const) : ('DOMAIN' as const),
    IdentityName: name,
    SendingEnabled: true,
    VerificationStatus: 'SUCCESS' as const,
  }));
  return { EmailIdentities, NextToken: next };
}

export function listConfigurationSets({ names }: MailAccount, request: PageRequest): ListConfigurationSetsResponse {
  const { items, next } = cut(names?.configurationSets, request);
  return { ConfigurationSets: [...items], NextToken: next };
}

export function listTenants({ names }: MailAccount, request: PageRequest): ListTenantsResponse {
  const { items, next } = cut(names?.tenants, request);
  return { Tenants: items.map((name) => ({ TenantName: name })), NextToken: next };
}

export function listMultiRegionEndpoints(
  { multiRegionEndpoints = [] }: MailAccount,
  { PageSize = DEFAULT_PAGE_SIZE, NextToken }: PageRequest,
): ListMultiRegionEndpointsResponse {
  const { items, next } = pageOf(multiRegionEndpoints, PageSize, NextToken);
  return { MultiRegionEndpoints: [...items], NextToken: next };
}

function cut(names: readonly string[] = [], { PageSize = DEFAULT_PAGE_SIZE, NextToken }: PageRequest) {
  return pageOf(names, PageSize, NextToken);
}
