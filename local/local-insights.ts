/** The look-up API on this machine: its own code behind a gateway, with a table of its own, over any SES. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiContext, createApi } from '../lambda/message-insights/api';
import { createClients } from '../lambda/message-insights/clients';
import { DEFAULT_MAX_WAIT_SECONDS } from '../lambda/message-insights/contract';
import type { ClientLocation } from '../lambda/shared/client-location';
import { type LocalApi, type LocalApiOptions, startLocalApi } from './api-gateway';
import { locationOf } from './aws';
import { startLocalDynamoDb } from './dynamodb';

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
  /** URL of a DynamoDB that has the table already. Default: one of its own. */
  readonly dynamodb?: string;
  /** Default: nobody reads it. */
  readonly log?: ApiContext['log'];
}

/** The API inside of this process, where nobody else can reach it. */
export async function startApi({ ses, region, now, dynamodb, log = NO_LOG }: LocalApiSources) {
  const own = dynamodb === undefined ? await startLocalDynamoDb(TABLE_NAME) : undefined;
  const api = createApi({
    settings: { tableName: TABLE_NAME, maxWaitSeconds: DEFAULT_MAX_WAIT_SECONDS, cache: true },
    clients: createClients(ses, locationOf(own?.url ?? (dynamodb as string))),
    region,
    clock: { now, sleep },
    log,
  });
  return { api, close: async () => own?.close() };
}

/** The API behind a gateway on the loopback interface. */
export async function startLocalInsights(options: LocalApiSources & LocalApiOptions): Promise<LocalApi> {
  const { api, close } = await startApi(options);
  const gateway = await startLocalApi(api, options).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    url: gateway.url,
    async close() {
      await gateway.close();
      await close();
    },
  };
}
