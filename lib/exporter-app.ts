import { type App, type Environment, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config';
import { ExporterStack } from './exporter-stack';

/**
 * Defines one stack per Region that the app's context names, or one for the Region of the AWS profile.
 *
 * @param profile account and Region of the profile that the CDK CLI runs with
 * @throws ConfigError with all problems of the context at once
 */
export function defineStacks(app: App, profile: Environment): ExporterStack[] {
  const { regions, tags, logRetentionDays, ...settings } = readConfig(app.node.getAllContext());
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const [key, value] of Object.entries(tags)) Tags.of(app).add(key, value);
  return (regions ?? [profile.region]).map((region) => {
    const id = ['SesMetricsExporter', region].filter(Boolean).join('-');
    const env = { account: profile.account, region };
    return new ExporterStack(app, id, { ...settings, logRetention: logRetentionDays, env });
  });
}
