import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';

/** Endpoint, Region and credentials of an SDK client. */
export type ClientLocation = Pick<
  SESv2ClientConfig,
  'endpoint' | 'region' | 'credentials' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;
