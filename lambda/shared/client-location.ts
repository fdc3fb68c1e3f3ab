import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';

/** Where SDK clients call, and as whom. */
export type ClientLocation = Pick<
  SESv2ClientConfig,
  'endpoint' | 'region' | 'credentials' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;
