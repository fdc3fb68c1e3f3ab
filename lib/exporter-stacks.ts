import { type Environment, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config/settings-schema';
import { ALL_REGIONS, CrossRegionDashboard } from './dashboards/cross-region-dashboard';
import { ExporterStack } from './exporter-stack';
import { addOutputs } from './output-values';
import { dashboardUrl } from './shared/console-url';

/** The type that CDK's tags use for stacks. */
const STACK = 'aws:cdk:stack';

/**
 * Creates one stack for each Region in the configuration, or one in the Region of the environment. With several Regions, the
 * first stack has a dashboard of all of them.
 */
export function createStacks(scope: Construct, { account, region }: Environment, config: Config): ExporterStack[] {
  const { regions, tags, monitoring: _, ...options } = config;
  // The stacks themselves get no tags here. Otherwise, the feature flag `explicitStackTags` would decide whether they get them.
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { excludeResourceTypes: [STACK] });
  const stacks = (regions ?? [region]).map((region) => {
    const id = ['SesMetricsExporter', region].filter(Boolean).join('-');
    return new ExporterStack(scope, id, { env: { account, region }, ...options });
  });
  const [first] = stacks;
  if (first && options.dashboard && regions && regions.length > 1) {
    new CrossRegionDashboard(first, 'AllRegions', { exporter: first.exporter, alarms: first.alarms, regions });
    addOutputs(first, { AllRegionsDashboardUrl: dashboardUrl(first, ALL_REGIONS) });
  }
  return stacks;
}
