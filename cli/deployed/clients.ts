import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { SendStatisticsProtocol } from '../../lambda/send-statistics/ses';
import type { ClientLocation } from '../../lambda/shared/client-location';
import { SDK_LOGGER } from '../../lambda/shared/sdk-logger';

/** Milliseconds until an attempt must have a response. */
const ATTEMPT_MS = 8_000;

const CLIENTS = {
  cloudformation: (config) => new CloudFormationClient(config),
  cloudwatch: (config) => new CloudWatchClient(config),
  lambda: (config) => new LambdaClient(config),
  serviceQuotas: (config) => new ServiceQuotasClient(config),
  /** Only for `getSendStatistics` of the exporter. */
  ses: (config) => new SESClient({ ...config, protocol: SendStatisticsProtocol }),
  sesv2: (config) => new SESv2Client(config),
  sns: (config) => new SNSClient(config),
  ssm: (config) => new SSMClient(config),
  sts: (config) => new STSClient(config),
} as const satisfies Readonly<Record<string, (config: ClientConfig) => unknown>>;

type ClientConfig = ReturnType<typeof toConfig>;

/** The clients of the services that describe a deployed stack. */
export type DeployedClients = { readonly [Name in keyof typeof CLIENTS]: ReturnType<(typeof CLIENTS)[Name]> };

/**
 * Returns the clients. Each is created when it is first used. The number of attempts is the SDK's, and `AWS_MAX_ATTEMPTS` sets
 * it. An attempt fails if no response begins within `attemptMs`, or if a response pauses that long.
 *
 * @param location default: the location that the SDK finds in its environment
 */
export function createDeployedClients(location: ClientLocation = {}, attemptMs = ATTEMPT_MS): DeployedClients {
  const config = toConfig(location, attemptMs);
  const created = new Map<string, unknown>();
  const properties = Object.entries(CLIENTS).map(([name, create]) => {
    const get = () => {
      if (!created.has(name)) created.set(name, create(config));
      return created.get(name);
    };
    return [name, { get, enumerable: true }] as const;
  });
  return Object.defineProperties({}, Object.fromEntries(properties)) as DeployedClients;
}

/** A smaller difference between clocks changes nothing. */
const MIN_SKEW_MS = 60_000;

/** Returns how far AWS's clock is ahead of this machine's, in milliseconds, by the responses of a client so far. */
export function clockSkewOf({ config }: { readonly config: { readonly systemClockOffset: number } }): number {
  return Math.abs(config.systemClockOffset) < MIN_SKEW_MS ? 0 : config.systemClockOffset;
}

function toConfig(location: ClientLocation, attemptMs: number) {
  return {
    ...location,
    logger: SDK_LOGGER,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true, // by default the SDK only warns
      socketTimeout: attemptMs,
    },
  };
}
