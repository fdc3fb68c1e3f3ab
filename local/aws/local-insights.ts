/** The look-up API on this machine: the deployed code over any SES. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, type ApiContext, createApi } from '../../lambda/message-insights/api';
import { createClients, createSesClient } from '../../lambda/message-insights/clients';
import { DEFAULT_MAX_WAIT_SECONDS } from '../../lambda/message-insights/contract';
import type { ClientLocation } from '../../lambda/shared/client-location';
import { type LocalApi, type LocalApiOptions, startLocalApi } from './api-gateway';
import { locationOf } from './aws';

/** Of the table on this machine. */
export const TABLE_NAME = 'message-insights';

const NO_LOG: ApiContext['log'] = { info: () => undefined, error: () => undefined };

export interface LocalApiSources {
  /** Where SES is. */
  readonly ses: ClientLocation;
  /** The Region that SES is asked in. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** URL of a DynamoDB that has the table. Default: no table, so that nothing is kept and turns are this process's own. */
  readonly dynamodb?: string;
  /** Default: nobody reads it. */
  readonly log?: ApiContext['log'];
}

/** The API inside this process, where nobody else can reach it. */
export function createLocalApi({ ses, region, now, dynamodb, log = NO_LOG }: LocalApiSources): Api {
  return createApi({
    settings: { tableName: TABLE_NAME, maxWaitSeconds: DEFAULT_MAX_WAIT_SECONDS, cache: true },
    clients: dynamodb === undefined ? { sesv2: createSesClient(ses) } : createClients(ses, locationOf(dynamodb)),
    region,
    clock: { now, sleep },
    log,
  });
}

/** The API behind a gateway on the loopback interface. */
export function startLocalInsights(options: LocalApiSources & LocalApiOptions): Promise<LocalApi> {
  return startLocalApi(createLocalApi(options), options);
}
