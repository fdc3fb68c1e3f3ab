import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { ClientLocation } from '../shared/client-location';

export interface Clients {
  readonly ses: SESClient;
  readonly sesv2: SESv2Client;
  readonly cloudwatch: CloudWatchClient;
}

const MAX_ATTEMPTS = 3;

/**
 * Milliseconds before the next attempt: at least one second, for SES grants one call a second to the whole account,
 * and a random part, so that pollers that met once do not meet again.
 */
function retryDelayMs(attempt: number): number {
  return 1_000 * attempt + Math.random() * 500;
}

/**
 * The SDK clients, with time-outs that end a call that hangs (`requestTimeout` alone only warns).
 *
 * @param where endpoint, Region and credentials; default: what the SDK finds in its environment
 */
export function createClients(where: ClientLocation = {}): Clients {
  const config = {
    ...where,
    retryStrategy: new ConfiguredRetryStrategy(MAX_ATTEMPTS, retryDelayMs),
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  };
  return { ses: new SESClient(config), sesv2: new SESv2Client(config), cloudwatch: new CloudWatchClient(config) };
}
