/** Stacks under CDK's feature flags. */
import * as cxapi from 'aws-cdk-lib/cx-api';
import { createQuickApp } from '../../cli/stack/quick-app';
import { defineStacks } from '../../lib/exporter-app';
import { ACCOUNT, REGION } from '../e2e/support/configurations';

export type Flags = Readonly<Record<string, unknown>>;

/** The flags of CDK 2. It refuses all other flags. */
export const FLAGS = Object.entries(cxapi.FLAGS).filter(([, { introducedIn }]) => introducedIn.v2 !== undefined);

export const RECOMMENDED: Flags = Object.fromEntries(
  FLAGS.map(([name, { recommendedValue }]) => [name, recommendedValue]),
);

export const SEPARATE_POLICIES = { '@aws-cdk/aws-lambda:createNewPoliciesWithAddToRolePolicy': true };

/**
 * Selects the synthesizer, and thereby the bucket of the code. The app selects both, because the bucket depends on the bootstrap
 * stack.
 */
export const NEW_STYLE_SYNTHESIS = '@aws-cdk/core:newStyleStackSynthesis';

/** Returns the template and the tags of every stack. */
export function synthesize(flags: Flags, context: Flags): unknown {
  const app = createQuickApp({ context: { ...context, ...flags, 'aws:cdk:bundling-stacks': [] } });
  defineStacks(app, { account: ACCOUNT, region: REGION });
  return app.synth().stacks.map(({ stackName, template, tags }) => ({ stackName, template, tags }));
}
