import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from './api';
import { createClients } from './clients';
import { readRegion, readSettings } from './settings';

/** The look-up API behind API Gateway (HTTP API, payload format 2.0). */
export const handler = createApi({
  settings: readSettings(),
  clients: createClients(),
  region: readRegion(),
  clock: { now: Date.now, sleep },
  log: console,
});
