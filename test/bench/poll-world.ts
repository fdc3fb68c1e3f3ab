/** The exporter's bundle in processes of its own, beside a local AWS with TLS. */
import path from 'node:path';
import { startLocalAws } from '../../local/aws/aws';
import { createMetricStore } from '../../local/aws/metric-store';
import { HEALTHY_ACCOUNT } from '../support/world';
import { bundleFunctions } from './bundles';
import { ALL_POINTS, pointsBefore } from './busy-account';
import { createCertificate } from './certificate';
import { type FunctionProcess, startFunction } from './function-process';
import { lambdaEnvironment } from './lambda-environment';
import { findNode24 } from './node-24';

export interface PollWorld {
  /** Path of the bundle. */
  readonly file: string;
  /** Number of points that SES returns. Assign a value to change it. */
  points: number;
  /** Number of data that CloudWatch has received. */
  readonly received: number;
  /** Starts an instance of the function. */
  start(nodeOptions?: readonly string[]): Promise<FunctionProcess>;
  /** Starts a process whose handler does a fixed piece of work. */
  startReference(): Promise<FunctionProcess>;
  close(): Promise<void>;
}

export async function startPollWorld(report: (line: string) => void): Promise<PollWorld> {
  const node = await findNode24(report);
  const bundles = bundleFunctions();
  const certificate = createCertificate();
  let received = 0;
  const aws = await startLocalAws({
    account: { sendDataPoints: (now) => pointsBefore(now, world.points), account: () => HEALTHY_ACCOUNT },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
    limitClock: () => Number.POSITIVE_INFINITY, // SES throttles no poll
    certificate,
    intercept(operation, body) {
      if (operation === 'PutMetricData') received += JSON.parse(body).MetricData.length;
      return undefined;
    },
  });
  const { file, environment, timeoutMs } = bundles.functions['send-statistics'];
  const ofLambda = lambdaEnvironment({ awsUrl: aws.url, certificate });
  const world: PollWorld = {
    file,
    points: ALL_POINTS,
    get received() {
      return received;
    },
    start: (nodeOptions) =>
      startFunction({ node, file, timeoutMs, nodeOptions, environment: { ...environment, ...ofLambda } }),
    startReference: () => startFunction({ node, file: path.join(__dirname, 'reference-work.cjs'), environment: {} }),
    async close() {
      await aws.close();
      certificate.remove();
      bundles.remove();
    },
  };
  return world;
}
