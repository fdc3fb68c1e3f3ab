/** `npm run doctor`: examines the account and the deployed stacks. Reads only. */
import { PACKAGE_VERSION } from '../lib/shared/package-version';
import { createDeployedClients, type DeployedClients } from './deployed/clients';
import type { ClientsOf } from './doctor/account-facts';
import { type DoctorOptions, readOptions } from './doctor/doctor-options';
import { examine, isWrong } from './doctor/examination';
import { planStack } from './doctor/planned-stack';
import { toReportJson } from './doctor/report-json';
import { toReportText } from './doctor/report-text';
import { readStackConfig, readStackContext } from './stack/stack-settings';
import { explainAwsError } from './terminal/aws-error';
import { runCommand } from './terminal/command';
import { InputError } from './terminal/input-error';
import { lineWidth } from './terminal/line-width';

export async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  return options === undefined || run(options);
}

async function run({ context: overrides, region, stack, json }: DoctorOptions): Promise<boolean> {
  const context = readStackContext(overrides);
  const own = createDeployedClients();
  const { config } = readStackConfig(context);
  const regions = region ?? config.regions ?? [await regionOf(own)];
  const now = Date.now();
  const examination = await examine({
    clientsOf: clientsByRegion(own),
    regions,
    stack,
    plan: () => planStack(context),
    version: PACKAGE_VERSION,
    now,
  });
  console.log(json ? toReportJson(examination, now) : toReportText(examination, lineWidth()));
  return !isWrong(examination);
}

/** @throws InputError without a Region */
async function regionOf({ sts }: DeployedClients): Promise<string> {
  try {
    return await sts.config.region();
  } catch (error) {
    throw new InputError(
      `${explainAwsError(error, { service: 'AWS', action: 'sts:GetCallerIdentity' })}, or pass --region`,
    );
  }
}

/** All clients share the credentials of the first clients, so that a profile is read once, and its program starts once. */
function clientsByRegion({ sts }: DeployedClients): ClientsOf {
  const { credentials } = sts.config;
  const created = new Map<string, DeployedClients>();
  return (region) => {
    const clients = created.get(region) ?? createDeployedClients({ region, credentials });
    created.set(region, clients);
    return clients;
  };
}

if (require.main === module) runCommand(main);
