import type { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { defineStacks } from '../../lib/exporter-app';
import { ACCOUNT, CONFIGURATIONS, REGION } from '../e2e/support/configurations';
import { createApp } from '../support/template';

export interface Synthesized {
  readonly configuration: string;
  readonly app: App;
  readonly assembly: CloudAssembly;
}

/**
 * Synthesizes every configuration, without the functions' code.
 *
 * @throws Error for an unacknowledged finding of CDK or cdk-nag, unless `CDK_VALIDATION` is `false`
 */
export function synthesizeAll(): Synthesized[] {
  return Object.entries(CONFIGURATIONS).map(([configuration, context]) => {
    const app = createApp(context);
    defineStacks(app, { account: ACCOUNT, region: REGION });
    return { configuration, app, assembly: app.synth() };
  });
}
