import type { App, Environment } from 'aws-cdk-lib';
import type { Config } from './config/settings-schema';
import { MonitoringStack } from './monitoring/monitoring-stack';
import { DEFAULT_NAME_PREFIX, stackNameOf } from './shared/name-prefix';

/**
 * Defines the stacks of the monitoring account: one for each Region, or only the first one if the stacks have no sinks. The
 * first stack has the dashboard. A profile of another account gets no stacks, so that one configuration works in all accounts.
 *
 * @param profile account and Region of the profile that the CDK CLI runs with
 */
export function defineMonitoring(
  app: App,
  profile: Environment,
  { monitoring, regions, namePrefix, namespace, windows, schedulePeriodMinutes }: Config,
): MonitoringStack[] {
  if (!monitoring || (profile.account && profile.account !== monitoring.account)) return [];
  const { account, ...props } = monitoring;
  const prefix = namePrefix === DEFAULT_NAME_PREFIX ? 'SesMetricsMonitoring' : `${namePrefix}-monitoring`;
  const dashboard = { regions, metrics: { namespace, windows, schedulePeriodMinutes } };
  return (regions ?? [profile.region]).slice(0, props.sink ? undefined : 1).map((region, index) => {
    return new MonitoringStack(app, stackNameOf(prefix, region), {
      env: { account, region },
      dashboard: index === 0 && dashboard,
      ...props,
    });
  });
}
