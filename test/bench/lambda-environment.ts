import { REGION } from './bundles';
import type { TrustedCertificate } from './certificate';

export interface LocalServers {
  /** URL of AWS. */
  readonly awsUrl: string;
  /** Default: the functions use no table. */
  readonly tableUrl?: string;
  readonly certificate: TrustedCertificate;
}

/** Returns the variables that Lambda sets for a function, and those that lead its clients to the local servers. */
export function lambdaEnvironment({ awsUrl, tableUrl, certificate }: LocalServers): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL: awsUrl,
    ...(tableUrl !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: tableUrl }),
    NODE_EXTRA_CA_CERTS: certificate.file,
  };
}
