import type { App, Environment } from 'aws-cdk-lib';
import type { Config } from './config/config';
import { MonitoringStack } from './monitoring/monitoring-stack';

/**
 * Defines what the monitoring account needs: a stack for each Region, the first of which shows all. The profile of another
 * account gets none, so that one configuration serves all accounts.
 *
 * @param profile account and Region of the profile that the CDK CLI runs with
 */
export function defineMonitoring(
  app: App,
  profile: Environment,
  { monitoring, regions, namespace, windows, schedulePeriodMinutes }: Config,
): MonitoringStack[] {
  if (!monitoring || (profile.account && profile.account !== monitoring.account)) return [];
  const { account, ...props } = monitoring;
  const ofAll = { regions, metrics: { namespace, windows, schedulePeriodMinutes } };
  return (regions ?? [profile.region]).slice(0, props.sink ? undefined : 1).map((region, index) => {
    const id = ['SesMetricsMonitoring', region].filter(Boolean).join('-');
    return new MonitoringStack(app, id, { env: { account, region }, dashboard: index === 0 && ofAll, ...props });
  });
}
