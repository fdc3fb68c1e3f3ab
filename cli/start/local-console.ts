/** The local console of `npm start`: a web page with the dashboard, the alarms and their messages. */
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import type { Listening } from '../../local/aws/loopback';
import type { MetricStore } from '../../local/aws/metric-store';
import { startConsole } from '../../local/console/server';
import { createMailTools } from '../../local/session/mail-tools';
import { startSession } from '../../local/session/session';
import type { SimulatedAccount } from '../../local/simulation/simulated-account';
import type { StackContext } from '../stack/stack-settings';
import { synthesizeNamedStack } from '../stack/stack-template';
import { startOnDefaultPort } from './default-port';
import type { LocalStackServer } from './local-stack';
import type { Source } from './source';
import type { StartOptions } from './start-options';

/** Port of the console if the port is free. */
const DEFAULT_CONSOLE_PORT = 8485;

export interface LocalConsoleOptions extends Pick<StartOptions, 'seed' | 'vdm'> {
  readonly source: Pick<Source, 'now' | 'title'>;
  readonly metrics: MetricStore;
  readonly local: LocalStackServer;
  readonly account: SimulatedAccount;
  readonly awsUrl: string;
  /** URL of the look-up API. Undefined: the configuration has none, and no widget that calls it. */
  readonly apiUrl: string | undefined;
  readonly settings: ExporterSettings;
}

/** Shows the stack that `npm start` deployed. Other scenarios run in sessions of their own, and end now at the earliest. */
export async function startLocalConsole(
  context: StackContext,
  { source, metrics, local, account, awsUrl, apiUrl = '', settings, seed, vdm }: LocalConsoleOptions,
): Promise<Listening> {
  const { now, title } = source;
  const stack = synthesizeNamedStack(context);
  return startOnDefaultPort(DEFAULT_CONSOLE_PORT, (port) =>
    startConsole({
      terminal: { now, metrics, deployment: local.deployment, ...createMailTools({ account, awsUrl, apiUrl, now }) },
      title,
      settings,
      simulate: (scenario) =>
        startSession({ stack, settings, scenario, seed, vdm: vdm ? 'ENABLED' : 'DISABLED', storyAt: now() }),
      port,
    }),
  );
}
