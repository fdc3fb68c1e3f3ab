import { Arn, ArnFormat, type Environment, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmTopicsProps } from './alarms/alarm-topics';
import type { Config } from './config/config';
import { CrossRegionDashboard } from './dashboards/cross-region-dashboard';
import { ExporterStack } from './exporter-stack';
import type { MessageInsightsApiProps } from './insights/message-insights-api';
import { regionOf } from './shared/arn-region';

/** The type under which CDK tags stacks. */
const STACK = 'aws:cdk:stack';

/**
 * One stack for each Region that a configuration names, or one for the Region of the environment; where there are several, the
 * first has a dashboard of all.
 *
 * @param config what was checked for these Regions
 */
export function createStacks(scope: Construct, env: Environment, config: Config): ExporterStack[] {
  const { regions, tags, namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetentionDays } = config;
  const { alarms, notifications, runbookUrl, dashboard, healthEvents } = config;
  // Of every resource; whether the stack itself has them would depend on the feature flag `explicitStackTags`.
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { excludeResourceTypes: [STACK] });
  const stacks = (regions ?? [env.region]).map((region) => {
    const id = ['SesMetricsExporter', region].filter(Boolean).join('-');
    return new ExporterStack(scope, id, {
      env: { account: env.account, region },
      exporter: { namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetention: logRetentionDays },
      topics: topicsIn(region, config),
      alarms: { alarms, runbookUrl, okActions: notifications.okActions },
      insights: insightsIn(region, config),
      monitoringSinkArn: sinkIn(region, env, config),
      dashboard,
      healthEvents,
    });
  });
  const [first] = stacks;
  if (first && dashboard && regions && regions.length > 1) {
    new CrossRegionDashboard(first, 'AllRegions', { exporter: first.exporter, alarms: first.alarms, regions });
  }
  return stacks;
}

/** Who hears of a Region's alarms: an alarm notifies topics of its own Region only. */
function topicsIn(region: string | undefined, { notifications: { critical, warning } }: Config): AlarmTopicsProps {
  const audienceOf = ({ topicArns, ...audience }: typeof critical) => ({
    ...audience,
    topicArn: topicArns.find((arn) => regionOf(arn) === region),
  });
  return { critical: audienceOf(critical), warning: audienceOf(warning) };
}

/** The look-ups of a Region, with its own key. */
function insightsIn(region: string | undefined, { messageInsights }: Config): false | MessageInsightsApiProps {
  if (!messageInsights) return false;
  const { encryptionKeyArns, ...insights } = messageInsights;
  return { ...insights, encryptionKeyArn: encryptionKeyArns.find((arn) => regionOf(arn) === region) };
}

/** The sink that a Region's metrics are shared with; none for the monitoring account itself, which sees its own. */
function sinkIn(
  region: string | undefined,
  { account }: Environment,
  { monitoringSinkArns }: Config,
): string | undefined {
  const sinkArn = monitoringSinkArns.find((arn) => regionOf(arn) === region);
  const isOwn = sinkArn !== undefined && Arn.split(sinkArn, ArnFormat.SLASH_RESOURCE_NAME).account === account;
  return isOwn ? undefined : sinkArn;
}
