/** The look-up API on this machine. It runs the deployed code, and calls the real SES or a simulated one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, createApi } from '../../lambda/message-insights/api';
import { createClients, createSesClient } from '../../lambda/message-insights/clients';
import { DEFAULT_MAX_WAIT_SECONDS } from '../../lambda/message-insights/contract';
import type { CoreContext } from '../../lambda/message-insights/core';
import { createWidgets, type Widgets } from '../../lambda/message-insights/widgets/widgets';
import type { ClientLocation } from '../../lambda/shared/client-location';
import { type LocalApi, type LocalApiOptions, startLocalApi } from './api-gateway';
import { locationOf } from './aws';

/** The name of the table on this machine. */
export const TABLE_NAME = 'message-insights';

const NO_LOG: CoreContext['log'] = { info: () => undefined, error: () => undefined };

export interface LocalApiSources {
  readonly ses: ClientLocation;
  /** The Region of SES. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** URL of a DynamoDB with the table. Default: no table, so answers are not cached and turns apply to this process only. */
  readonly dynamodb?: string;
  /** Default: nothing is logged. */
  readonly log?: CoreContext['log'];
}

/** Creates the API inside this process. Other processes cannot reach it. */
export function createLocalApi(sources: LocalApiSources): Api {
  return createApi(toCore(sources));
}

/**
 * Creates the widgets of the dashboard inside this process.
 *
 * @param apiUrl URL of the look-up API, which the commands in the answers call
 */
export function createLocalWidgets(sources: LocalApiSources, apiUrl: string): Widgets {
  const core = toCore(sources);
  return createWidgets({ ...core, settings: { ...core.settings, apiUrl } });
}

function toCore({ ses, region, now, dynamodb, log = NO_LOG }: LocalApiSources): CoreContext {
  return {
    settings: { tableName: TABLE_NAME, maxWaitSeconds: DEFAULT_MAX_WAIT_SECONDS, cache: true },
    clients: dynamodb === undefined ? { sesv2: createSesClient(ses) } : createClients(ses, locationOf(dynamodb)),
    region,
    clock: { now, sleep },
    log,
  };
}

/** Starts the API behind a gateway on the loopback interface. */
export function startLocalInsights(options: LocalApiSources & LocalApiOptions): Promise<LocalApi> {
  return startLocalApi(createLocalApi(options), options);
}
