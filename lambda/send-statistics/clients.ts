import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { ClientLocation } from '../shared/client-location';
import { SDK_LOGGER } from '../shared/sdk-logger';
import { MetricDataProtocol } from './metric-data-protocol';
import { SendStatisticsProtocol } from './ses';

export interface Clients {
  readonly ses: SESClient;
  readonly sesv2: SESv2Client;
  readonly cloudwatch: CloudWatchClient;
}

const MAX_ATTEMPTS = 3;

/** Milliseconds until an attempt must have a response. Three attempts fit into the time limit of a call. */
const ATTEMPT_MS = 8_000;

/**
 * Returns the milliseconds before the next attempt. It is at least one second, because SES allows one call a second for
 * the whole account. A random part keeps two pollers from colliding again.
 */
function retryDelayMs(attempt: number): number {
  return 1_000 * attempt + Math.random() * 500;
}

/**
 * Creates the SDK clients. An attempt fails if no response begins within `attemptMs`, or if a response pauses that
 * long. The abort signal of the call ends a response that arrives slowly.
 *
 * @param location default: the location that the SDK finds in its environment
 */
export function createClients(location: ClientLocation = {}, attemptMs = ATTEMPT_MS): Clients {
  const config = {
    ...location,
    logger: SDK_LOGGER,
    retryStrategy: new ConfiguredRetryStrategy(MAX_ATTEMPTS, retryDelayMs),
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true, // by default the SDK only warns
      socketTimeout: attemptMs,
    },
  };
  return {
    ses: new SESClient({ ...config, protocol: SendStatisticsProtocol }),
    sesv2: new SESv2Client(config),
    cloudwatch: new CloudWatchClient({ ...config, protocol: MetricDataProtocol }),
  };
}
