import type { DeployedClients } from '../deployed/clients';
import type { DeployedStack } from '../deployed/deployed-stack';
import { countAlarms, countDashboards } from './facts/cloudwatch';
import type { QuotaUse, RegionFacts } from './facts/facts';
import { isKnown, isUnknown, type Reading } from './facts/reading';
import { type CloudWatchLimits, readCloudWatchLimits } from './facts/service-quotas';
import { readSesAccount } from './facts/ses';
import { readBootstrapVersion } from './facts/ssm';
import type { PlannedStack } from './planned-stack';

export interface RegionInput {
  readonly region: string;
  readonly account: Reading<string>;
  readonly stacks: Reading<readonly DeployedStack[]>;
  readonly planned: PlannedStack;
}

export async function readRegion(clients: DeployedClients, input: RegionInput): Promise<RegionFacts> {
  const { neededBootstrapVersion, bootstrapParameter, ...planned } = input.planned;
  const [ses, bootstrapVersion, alarms, dashboards, limits] = await Promise.all([
    readSesAccount(clients.sesv2),
    readBootstrapVersion(clients.ssm, bootstrapParameter),
    countAlarms(clients.cloudwatch),
    countDashboards(clients.cloudwatch),
    readCloudWatchLimits(clients.serviceQuotas),
  ]);
  return {
    ...input,
    planned,
    ses,
    bootstrapVersion,
    neededBootstrapVersion,
    alarms: toUse(alarms, limits, 'alarms'),
    dashboards: toUse(dashboards, limits, 'dashboards'),
  };
}

function toUse(
  used: Reading<number>,
  limits: Reading<CloudWatchLimits>,
  name: keyof CloudWatchLimits,
): Reading<QuotaUse> {
  if (isUnknown(used)) return used;
  return isKnown(limits) ? { value: { used: used.value, limit: limits.value[name] } } : limits;
}
