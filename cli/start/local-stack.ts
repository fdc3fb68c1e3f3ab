/** The configured stack, as if it were deployed in the local AWS. `npm run drill` and the AWS CLI work on it. */
import { PAGE_SLUG } from '../../lib/alarms/alarm-page';
import type { PublishedMessage } from '../../local/aws/sns';
import type { LocalDeployment } from '../../local/deployment/local-deployment';
import { type DeployedStack, type DeployedStackOptions, deployStack } from '../../local/session/deployed-stack';
import type { StackContext } from '../stack/stack-settings';
import { synthesizeNamedStack } from '../stack/stack-template';
import type { LocalServices } from './source';

export interface LocalStackServer extends DeployedStack, Pick<Required<LocalServices>, 'accountIn'> {
  /** Returns how a command calls the stack. From then on, its messages are delivered. */
  describe(url: string): Promise<string>;
}

export interface LocalStackOptions extends DeployedStackOptions {
  /** Gets each message that an alarm or a brief sends after `describe`. Earlier messages belong to the time before the start. */
  readonly deliver?: (message: PublishedMessage) => void;
}

/** @throws ConfigError for a configuration that the stack rejects */
export function deployLocally(context: StackContext, { deliver, ...options }: LocalStackOptions): LocalStackServer {
  const stack = synthesizeNamedStack(context);
  const { name, region } = stack;
  let isDescribed = false;
  const deployed = deployStack(stack, { ...options, deliver: (message) => isDescribed && deliver?.(message) });
  return {
    ...deployed,
    // Other Regions have no mail, because mail there would need a stack.
    accountIn: (other) => (isOtherRegion(other, region) ? { ...options.account, sendDataPoints: () => [] } : undefined),
    async describe(url) {
      const isInAlarm = isPaging(deployed.deployment, region); // evaluates the alarms of the time before the start
      await deployed.settle();
      isDescribed = true;
      return [
        `The stack ${name} is deployed there, in ${region}. Try, in another terminal:`,
        '  unset AWS_PROFILE', // It would take precedence over the keys.
        `  export AWS_ENDPOINT_URL=${url} AWS_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
        '  npm run doctor',
        // A drill refuses to start while a critical alarm is in ALARM.
        `  npm run ${isInAlarm ? 'case-file' : 'drill -- bounce-spike'}`,
        '  npm run mute -- --until 18:00 --reason "spring import"',
        '  aws cloudwatch describe-alarms --state-value ALARM',
        'Messages of its alarms appear here.',
      ].join('\n');
    },
  };
}

function isPaging({ alarms }: LocalDeployment, region: string): boolean {
  const page = alarms.in(region).find(({ name }) => name.endsWith(`-${PAGE_SLUG}`));
  return page?.state.value === 'ALARM';
}

/** The SDK clients of this repository use the Region `local`, which means the Region of the stack. */
function isOtherRegion(region: string, ofStack: string): boolean {
  return region !== ofStack && /-\d$/.test(region);
}
