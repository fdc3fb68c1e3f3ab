import { Arn, ArnFormat, type Environment, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmTopicsProps } from './alarm-topics';
import { regionOf } from './arn-region';
import { type Config, regionProblems } from './config';
import { ConfigError } from './config-error';
import { CrossRegionDashboard } from './cross-region-dashboard';
import { ExporterStack } from './exporter-stack';
import type { MessageInsightsApiProps } from './message-insights-api';

/** The type under which CDK tags stacks. */
const STACK = 'aws:cdk:stack';

/**
 * One stack for each Region that a configuration names, or one for the Region of the environment; where there are several, the
 * first has a dashboard of all.
 *
 * @param prefix what stands before the name of a setting where it was written
 * @throws ConfigError for a Region that lacks what is named for others: a topic, a key or a sink
 */
export function createStacks(scope: Construct, env: Environment, config: Config, prefix: string): ExporterStack[] {
  const { regions, tags, namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetentionDays } = config;
  const { alarms, notifications, runbookUrl, dashboard, healthEvents } = config;
  // Of every resource; whether the stack itself has them would depend on the feature flag `explicitStackTags`.
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { excludeResourceTypes: [STACK] });
  const stacks = (regions ?? [env.region]).map((region) => {
    const problems = regionProblems(config, region, prefix);
    if (problems.length > 0) throw new ConfigError(problems.join('\n'));
    const id = ['SesMetricsExporter', region].filter(Boolean).join('-');
    return new ExporterStack(scope, id, {
      env: { account: env.account, region },
      exporter: { namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetention: logRetentionDays },
      topics: topicsIn(region, config, prefix),
      alarms: { settings: alarms, runbookUrl, okActions: notifications.okActions },
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

/**
 * Who hears of a Region's alarms: CloudWatch sends them to topics of its own Region only.
 *
 * @throws ConfigError for levels whose topics are all in other Regions
 */
function topicsIn(region: string | undefined, { notifications }: Config, prefix: string): AlarmTopicsProps {
  const { critical, warning } = notifications;
  const isIn = (arn: string) => regionOf(arn) === region;
  const problems = Object.entries({ critical, warning }).flatMap(([level, { topicArns }]) =>
    topicArns.length > 0 && !topicArns.some(isIn)
      ? [
          `"${prefix}notifications", ${level}: none of ${topicArns.join(', ')} is in the Region ${region ?? `of the stack, which is not known unless "${prefix}regions" names it`}: add a topic of that Region, for alarms reach no other`,
        ]
      : [],
  );
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const audienceOf = ({ topicArns, ...audience }: Config['notifications']['critical']) => ({
    ...audience,
    topicArn: topicArns.find(isIn),
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
