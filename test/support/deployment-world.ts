/** A deployment in a local AWS, and SDK clients that call it. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { STSClient } from '@aws-sdk/client-sts';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore, type MetricStore } from '../../local/aws/metric-store';
import {
  createLocalDeployment,
  type LocalDeployment,
  type LocalDeploymentOptions,
} from '../../local/deployment/local-deployment';
import { HEALTHY_ACCOUNT } from './world';

export interface DeploymentWorldOptions
  extends Omit<LocalDeploymentOptions, 'now' | 'metrics' | 'isEvaluated'>,
    Pick<LocalAwsOptions, 'accountIn' | 'intercept'> {
  /** Default: a healthy account without mail. */
  readonly ses?: Partial<LocalAccount>;
  /** The first time on the clock, epoch milliseconds. */
  readonly at: number;
  /** Whether the alarms follow the metrics. Default: they keep their states. */
  readonly isEvaluated?: boolean;
}

export interface DeploymentWorld {
  readonly url: string;
  /** The time on the clock, epoch milliseconds. Assign a value to change it. */
  time: number;
  readonly metrics: MetricStore;
  readonly deployment: LocalDeployment;
  /** Returns the configuration of a client without retries. */
  location(region?: string): ReturnType<typeof locationOf> & { readonly maxAttempts: number };
  close(): Promise<void>;
}

let template: ReturnType<typeof synthesizeStack> | undefined;

/** Returns the stack of the default configuration in us-east-1, as the commands expect it. It is synthesized once. */
export function exampleStack(region = 'us-east-1') {
  template ??= synthesizeStack({ 'exporter:regions': 'us-east-1' });
  return { name: 'SesMetricsExporter', region, template };
}

export async function startDeploymentWorld({
  at,
  ses,
  accountIn,
  intercept,
  isEvaluated = false,
  ...options
}: DeploymentWorldOptions): Promise<DeploymentWorld> {
  const now = () => world.time;
  const world: DeploymentWorld = { time: at } as DeploymentWorld;
  const metrics = createMetricStore({ now });
  const deployment = createLocalDeployment({ now, metrics: isEvaluated ? metrics : undefined, ...options });
  const account = { sendDataPoints: () => [], account: () => HEALTHY_ACCOUNT, ...ses };
  const aws = await startLocalAws({ account, accountIn, metrics, now, limitClock: now, deployment, intercept });
  return Object.assign(world, {
    url: aws.url,
    metrics,
    deployment,
    location: (region = 'us-east-1') => ({ ...locationOf(aws.url), region, maxAttempts: 1 }),
    close: aws.close,
  });
}

/** The clients that commands use on a deployed stack. */
export function deploymentClients(world: DeploymentWorld, region?: string) {
  const location = world.location(region);
  return {
    cloudformation: new CloudFormationClient(location),
    cloudwatch: new CloudWatchClient(location),
    sts: new STSClient(location),
  };
}
