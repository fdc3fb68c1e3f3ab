import { type App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config/config';
import type { ExporterStack } from './exporter-stack';
import { createStacks } from './exporter-stacks';
import { defineMonitoring } from './monitoring-app';
import { warnAboutGuessedRegion } from './shared/synth-warnings';

/**
 * Defines the stacks that the app's context configures. In a monitoring account, it also defines the stacks of that account.
 * Synthesis checks the rules of cdk-nag.
 *
 * @param profile account and Region of the profile that the CDK CLI runs with
 * @throws ConfigError with all problems of the context at once
 */
export function defineStacks(app: App, profile: Environment): ExporterStack[] {
  const config = readConfig(app.node.getAllContext(), [profile.region]);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  defineMonitoring(app, profile, config);
  const stacks = createStacks(app, profile, config);
  const { region } = profile;
  if (!config.regions && region) {
    for (const stack of stacks) warnAboutGuessedRegion(stack, `${region}, the Region of the AWS profile`);
  }
  return stacks;
}
