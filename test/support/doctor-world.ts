/** An account with a deployed stack in a local AWS, examined as `npm run doctor` does. */
import { createDeployedClients } from '../../cli/deployed/clients';
import { type ExaminationInput, examine } from '../../cli/doctor/examination';
import type { PlannedStack } from '../../cli/doctor/planned-stack';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { PACKAGE_VERSION } from '../../lib/shared/package-version';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore, type Datum, type MetricStore } from '../../local/aws/metric-store';
import type { SesAccount } from '../../local/aws/ses-endpoint';
import {
  createLocalDeployment,
  type LocalDeployment,
  type LocalDeploymentOptions,
} from '../../local/deployment/local-deployment';
import type { LocalStack } from '../../local/deployment/local-stack';
import { at, HEALTHY_ACCOUNT, MINUTE } from './world';

/** AWS GovCloud (US) has only two Regions with SES, so that the search for Regions makes few calls. */
export const REGION = 'us-gov-west-1';
export const OTHER_REGION = 'us-gov-east-1';

export const NOON = at('2026-11-26T12:00:00Z');

const CONTEXT = {
  'exporter:regions': REGION,
  'exporter:runbookUrl': 'RUNBOOK.md',
  'exporter:notifications': {
    critical: { emails: ['oncall@example.com'] },
    warning: { emails: ['mail-team@example.com'] },
  },
};

const SES: SesAccount = {
  ...HEALTHY_ACCOUNT,
  ProductionAccessEnabled: true,
  PricingAttributes: { CurrentPlan: 'PRO' },
  VdmAttributes: { VdmEnabled: 'ENABLED' },
};

export const PLANNED: PlannedStack = {
  alarms: 24,
  dashboards: 1,
  notifiedLevels: ['critical', 'warning'],
  chatLevels: [],
  runbookUrl: 'RUNBOOK.md',
  neededBootstrapVersion: 6,
  bootstrapParameter: '/cdk-bootstrap/hnb659fds/version',
};

let template: LocalStack['template'] | undefined;

/** Returns the stack of this version with receivers. Its template is synthesized once. */
export function deployedStack(stack: Partial<LocalStack> = {}): LocalStack {
  template ??= synthesizeStack(CONTEXT);
  return { name: `SesMetricsExporter-${REGION}`, region: REGION, template, ...stack };
}

export interface DoctorWorldOptions
  extends Partial<Omit<LocalDeploymentOptions, 'now' | 'metrics'>>,
    Pick<LocalAwsOptions, 'intercept'>,
    Pick<LocalAccount, 'multiRegionEndpoints'> {
  readonly ses?: SesAccount;
  /** The Regions in which the account sends. Default: the one with the stack. */
  readonly sendingRegions?: readonly string[];
}

export interface DoctorWorld {
  readonly url: string;
  readonly deployment: LocalDeployment;
  /** @param attemptMs milliseconds until an attempt must have a response. Default: as in the command */
  examine(input?: Partial<ExaminationInput>, attemptMs?: number): ReturnType<typeof examine>;
  close(): Promise<void>;
}

export async function startDoctorWorld({
  ses = SES,
  multiRegionEndpoints,
  stacks = [deployedStack()],
  intercept,
  sendingRegions = [REGION],
  ...options
}: DoctorWorldOptions = {}): Promise<DoctorWorld> {
  const now = () => NOON;
  const metrics = createMetricStore({ now });
  const deployment = createLocalDeployment({ now, stacks, ...options });
  for (const { outputs } of deployment.stacks) {
    publish(metrics, outputs.find(({ key }) => key === 'ExporterFunctionName')?.value ?? '');
  }
  const point = { timestamp: NOON - 15 * MINUTE, deliveryAttempts: 1_200, bounces: 0, complaints: 0, rejects: 0 };
  const aws = await startLocalAws({
    account: { account: () => ses, sendDataPoints: () => [point], multiRegionEndpoints },
    accountIn: (region) =>
      sendingRegions.includes(region) ? undefined : { account: () => ses, sendDataPoints: () => undefined },
    metrics,
    now,
    limitClock: now,
    deployment,
    intercept,
  });
  return {
    url: aws.url,
    deployment,
    examine: (input = {}, attemptMs) =>
      examine({
        clientsOf: (region) => createDeployedClients({ ...locationOf(aws.url), region }, attemptMs),
        regions: [REGION],
        plan: () => PLANNED,
        version: PACKAGE_VERSION,
        now: NOON,
        ...input,
      }),
    close: aws.close,
  };
}

/** Publishes what a working exporter leaves in CloudWatch. */
function publish(metrics: MetricStore, functionName: string): void {
  const ofFunction = { FunctionName: functionName };
  const timestamp = NOON - 8 * MINUTE;
  const put = (namespace: string, ...data: Datum[]) => metrics.putAsAws(namespace, data);
  put('SES/SendStatistics', { name: 'DeliveryAttempts', dimensions: { Window: '1h' }, timestamp, value: 1_200 });
  put(
    'AWS/Lambda',
    { name: 'Invocations', dimensions: ofFunction, timestamp, value: 1 },
    { name: 'Errors', dimensions: ofFunction, timestamp, value: 0 },
  );
}
