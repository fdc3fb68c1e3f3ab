import { setTimeout as sleep } from 'node:timers/promises';
import { createClients } from '../clients';
import { readRegion } from '../settings';
import { readWidgetSettings } from './settings';
import { createWidgets } from './widgets';

/** The widgets of a CloudWatch dashboard. The dashboard invokes the function with the permissions of its viewer. */
export const handler = createWidgets({
  settings: readWidgetSettings(),
  clients: createClients(),
  region: readRegion(),
  clock: { now: Date.now, sleep },
  log: console,
});
