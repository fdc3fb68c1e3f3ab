/** Runs commands on a deployment in a local AWS, and reads what its alarms sent. */
import type { StackOutput } from '../../lib/stack-outputs';
import { accessDenied } from '../../local/aws/protocols/aws-error';
import { createLocalDeployment, type LocalDeployment } from '../../local/deployment/local-deployment';
import { type DeploymentWorld, exampleStack } from './deployment-world';
import { runInProcess } from './run-in-process';
import type { Ended, Script } from './start';

/** The start of the names of all alarms of the example stack. */
export const PREFIX = 'SesMetricsExporter-us-east-1-';

/** Runs a command with credentials of the local AWS, and without retries. */
export function runOn(
  world: DeploymentWorld | undefined,
  script: Script,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return runInProcess(script, args, { environment: { ...environmentOf(world), ...environment } });
}

/** Returns the variables with which a command calls the local AWS. */
export function environmentOf(world: DeploymentWorld | undefined): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: world?.url ?? '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_MAX_ATTEMPTS: '1',
  };
}

/** Returns an intercept that denies one operation. */
export function denied(operation: string) {
  return (called: string) => (called === operation ? accessDenied(`cloudwatch:${operation}`) : undefined);
}

/** Changes the answers of an operation, as if the service did not behave as documented. */
export function distort(
  { deployment }: { readonly deployment: LocalDeployment },
  [service, name]: readonly [service: string, operation: string],
  change: (answer: object) => object,
): void {
  const operation = deployment.operations[service]?.[name];
  if (!operation) throw new Error(`${service} has no operation ${name}`);
  const { answer } = operation;
  Object.assign(operation, {
    answer: async (...call: Parameters<typeof answer>) => change(await answer(...call)),
  });
}

/** Returns an output of the example stack. */
export function outputOf(output: StackOutput): string {
  const [stack] = createLocalDeployment({ now: Date.now, stacks: [exampleStack()] }).stacks;
  return stack?.outputs.find(({ key }) => key === output)?.value ?? '';
}

/** Returns two confirmed receivers of the example stack's critical topic. */
export function criticalReceivers() {
  const topicArn = outputOf('CriticalTopicArn');
  return [
    { topicArn, protocol: 'email', endpoint: 'oncall@example.com' },
    { topicArn, protocol: 'https', endpoint: 'https://events.pagerduty.com/integration/secret/enqueue' },
  ];
}

/** Returns the subject and the reason of every message that alarms sent, in order. */
export function alarmMessages({ deployment }: DeploymentWorld): { subject?: string; reason: string }[] {
  return deployment.topics.published.map(({ subject, message }) => {
    const { default: body } = JSON.parse(message) as { default: string };
    return { subject, reason: (JSON.parse(body) as { NewStateReason: string }).NewStateReason };
  });
}

export function stateOf({ deployment }: DeploymentWorld, name: string): string | undefined {
  return deployment.alarms.find('us-east-1', name)?.state.value;
}

/** Changes the state of an alarm as CloudWatch does, and returns the subjects of the messages that follow. */
export function setAlarm({ deployment }: DeploymentWorld, name: string, state: 'ALARM' | 'OK'): string[] {
  const { alarms, topics } = deployment;
  const before = topics.published.length;
  const alarm = alarms.find('us-east-1', name);
  if (!alarm) throw new Error(`${name} is not deployed`);
  alarms.setState(alarm, state, { reason: 'Threshold Crossed' });
  return topics.published.slice(before).map(({ subject }) => subject ?? '');
}
