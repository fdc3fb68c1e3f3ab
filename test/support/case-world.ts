/** A deployment on this machine that paged for bounces after a bad import, and `npm run case-file` against it. */
import { jest } from '@jest/globals';
import { DEFAULT_NAMESPACE, WINDOW_DIMENSION } from '../../lambda/send-statistics/contract';
import type { Intercept } from '../../local/aws/aws';
import { PAGE_AT } from './case-facts';
import {
  type DeploymentWorld,
  type DeploymentWorldOptions,
  exampleStack,
  startDeploymentWorld,
} from './deployment-world';
import { runInProcess } from './run-in-process';
import type { Ended } from './start';
import { at, DAY, HEALTHY_ACCOUNT, HOUR, MINUTE } from './world';

export { PAGE_AT };
export const NOW = PAGE_AT + 2 * HOUR;

const DEPLOYED_AT = at('2026-11-17T00:00:00Z');
const PREFIX = 'SesMetricsExporter-us-east-1-';

/** On the suppression list since the page. */
export const SUPPRESSED = 'alice.secret@example.com';

export interface CaseWorld extends DeploymentWorld {
  /** Changes the state of an alarm. With `byHand`, as SetAlarmState does, otherwise as an evaluation by CloudWatch does. */
  setState(slug: string, state: 'OK' | 'ALARM', time: number, byHand?: 'byHand'): void;
  run(args?: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** Starts a deployment in us-east-1, two hours after the page. The test's clock is the one of the world. */
export async function startCaseWorld(
  options: Partial<DeploymentWorldOptions> = {},
  setUp: (world: CaseWorld) => void = importBadAddresses,
): Promise<CaseWorld> {
  const suppressed = new Map([[SUPPRESSED, { reason: 'BOUNCE' as const, since: PAGE_AT }]]);
  const deployment = await startDeploymentWorld({
    at: DEPLOYED_AT,
    stacks: [exampleStack()],
    ses: { suppressed: () => suppressed, account: () => ({ ...HEALTHY_ACCOUNT, EnforcementStatus: 'PROBATION' }) },
    ...options,
  });
  const world: CaseWorld = Object.assign(deployment, {
    setState(slug: string, state: 'OK' | 'ALARM', time: number, byHand?: 'byHand') {
      const { alarms } = deployment.deployment;
      deployment.time = time;
      const alarm = alarms.find('us-east-1', PREFIX + slug);
      if (!alarm) throw new Error(`There is no alarm ${slug}`);
      alarms.setState(alarm, state, { reason: 'Threshold Crossed', ...(!byHand && { reasonData: '{}' }) });
      alarms.in('us-east-1'); // the page follows
    },
    run: (args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) =>
      runInProcess('case-file', args, {
        environment: {
          AWS_ENDPOINT_URL: deployment.url,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_MAX_ATTEMPTS: '1',
          ...environment,
        },
      }),
  });
  jest.spyOn(Date, 'now').mockImplementation(() => world.time);
  setUp(world);
  world.time = NOW;
  return world;
}

/** Lets one operation fail. */
export function failing(operation: string, answer: ReturnType<Intercept>): Intercept {
  return (called) => (called === operation ? answer : undefined);
}

function importBadAddresses(world: CaseWorld): void {
  const dimensions = { [WINDOW_DIMENSION]: '24h' };
  for (const [timestamp, attempts, rate] of [
    [PAGE_AT - DAY - MINUTE, 16_000, 0.011],
    [PAGE_AT - MINUTE, 17_242, 0.0433],
    [NOW - MINUTE, 17_800, 0.042],
  ] as const) {
    world.metrics.putAsAws(DEFAULT_NAMESPACE, [
      { name: 'DeliveryAttempts', dimensions, timestamp, value: attempts },
      { name: 'BounceRate', dimensions, timestamp, value: rate },
    ]);
  }
  world.setState('bounce-rate-fast-burn', 'ALARM', PAGE_AT);
  world.setState('bounce-rate-fast-burn', 'OK', PAGE_AT + 67 * MINUTE);
}
