import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import type { ClientLocation } from '../shared/client-location';
import { SDK_LOGGER } from '../shared/sdk-logger';

export interface Clients {
  readonly cloudwatch: CloudWatchClient;
  readonly sesv2: SESv2Client;
  readonly sns: SNSClient;
}

/** Limits the time to connect. The abort signal of each call limits the whole call. */
const requestHandler = { connectionTimeout: 2_000 };

/**
 * Creates the SDK clients. The SDK does not retry calls to SES, because its callers retry them at the pace that SES allows.
 *
 * @param location default: the location that the SDK finds in its environment
 */
export function createClients(location: ClientLocation = {}): Clients {
  const config = { ...location, logger: SDK_LOGGER, requestHandler };
  return {
    cloudwatch: new CloudWatchClient(config),
    sesv2: new SESv2Client({ ...config, maxAttempts: 1 }),
    sns: new SNSClient(config),
  };
}
