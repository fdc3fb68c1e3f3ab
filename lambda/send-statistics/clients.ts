import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { ClientLocation } from '../shared/client-location';
import { SendStatisticsProtocol } from './ses';

export interface Clients {
  readonly ses: SESClient;
  readonly sesv2: SESv2Client;
  readonly cloudwatch: CloudWatchClient;
}

const MAX_ATTEMPTS = 3;

/** Milliseconds until an attempt has to be answered: three attempts fit into the time of a call. */
const ATTEMPT_MS = 8_000;

/**
 * Milliseconds before the next attempt: at least one second, because SES grants one call a second to the whole account,
 * and a random part, so that pollers that met once do not meet again.
 */
function retryDelayMs(attempt: number): number {
  return 1_000 * attempt + Math.random() * 500;
}

/**
 * The SDK clients. An attempt ends when no answer begins within its time, or when an answer pauses as long. An answer that
 * comes in slowly is ended by the signal of the call.
 *
 * @param where endpoint, Region and credentials; default: what the SDK finds in its environment
 */
export function createClients(where: ClientLocation = {}, attemptMs = ATTEMPT_MS): Clients {
  const config = {
    ...where,
    retryStrategy: new ConfiguredRetryStrategy(MAX_ATTEMPTS, retryDelayMs),
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true, // without it the SDK only warns
      socketTimeout: attemptMs,
    },
  };
  return {
    ses: new SESClient({ ...config, protocol: SendStatisticsProtocol }),
    sesv2: new SESv2Client(config),
    cloudwatch: new CloudWatchClient(config),
  };
}
