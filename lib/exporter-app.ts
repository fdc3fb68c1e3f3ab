import { type App, Arn, ArnFormat, type Environment, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { AlarmTopicsProps } from './alarm-topics';
import { regionOf } from './arn-region';
import { CONTEXT_PREFIX, type Config, ConfigError, readConfig, regionProblems } from './config';
import { CrossRegionDashboard } from './cross-region-dashboard';
import { ExporterStack } from './exporter-stack';
import type { MessageInsightsApiProps } from './message-insights-api';
import { defineMonitoring } from './monitoring-app';

/**
 * Defines one stack per Region that the app's context names, or one for the Region of the AWS profile; and what a monitoring
 * account needs, in its own.
 *
 * @param profile account and Region of the profile that the CDK CLI runs with
 * @throws ConfigError with all problems of the context at once
 */
export function defineStacks(app: App, profile: Environment): ExporterStack[] {
  const { regions, tags, ...config } = readConfig(app.node.getAllContext());
  const { namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetentionDays } = config;
  const { alarms, notifications, runbookUrl, dashboard, healthEvents } = config;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const [key, value] of Object.entries(tags)) Tags.of(app).add(key, value);
  defineMonitoring(app, profile, { regions, ...config });
  const stacks = (regions ?? [profile.region]).map((region) => {
    const problems = regionProblems(config, region);
    if (problems.length > 0) throw new ConfigError(problems.join('\n'));
    const id = ['SesMetricsExporter', region].filter(Boolean).join('-');
    return new ExporterStack(app, id, {
      env: { account: profile.account, region },
      exporter: { namespace, windows, optionalMetrics, schedulePeriodMinutes, logRetention: logRetentionDays },
      topics: topicsIn(region, notifications),
      alarms: { settings: alarms, runbookUrl, okActions: notifications.okActions },
      insights: insightsIn(region, config),
      monitoringSinkArn: sinkIn(region, profile, config),
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
function topicsIn(region: string | undefined, { critical, warning }: Config['notifications']): AlarmTopicsProps {
  const isIn = (arn: string) => regionOf(arn) === region;
  const problems = Object.entries({ critical, warning }).flatMap(([level, { topicArns }]) =>
    topicArns.length > 0 && !topicArns.some(isIn)
      ? [
          `"${CONTEXT_PREFIX}notifications", ${level}: none of ${topicArns.join(', ')} is in the Region ${region ?? 'of the stack, which is not known'}: add a topic of that Region, for alarms reach no other`,
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
function insightsIn(
  region: string | undefined,
  { messageInsights }: Pick<Config, 'messageInsights'>,
): false | MessageInsightsApiProps {
  if (!messageInsights) return false;
  const { encryptionKeyArns, ...insights } = messageInsights;
  return { ...insights, encryptionKeyArn: encryptionKeyArns.find((arn) => regionOf(arn) === region) };
}

/** The sink that a Region's metrics are shared with; none for the monitoring account itself, which sees its own. */
function sinkIn(
  region: string | undefined,
  { account }: Environment,
  { monitoringSinkArns }: Pick<Config, 'monitoringSinkArns'>,
): string | undefined {
  const sinkArn = monitoringSinkArns.find((arn) => regionOf(arn) === region);
  const isOwn = sinkArn !== undefined && Arn.split(sinkArn, ArnFormat.SLASH_RESOURCE_NAME).account === account;
  return isOwn ? undefined : sinkArn;
}
