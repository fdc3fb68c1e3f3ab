import { type Cdk, cdkOn } from '../support/cdk';
import { CONFIGURATIONS } from '../support/configurations';
import { type DeployedStack, stackOn } from '../support/deployed-stack';
import { type Emulator, startEmulator } from '../support/emulator';
import { type Ses, startSes } from '../support/ses';
import { versionOf } from '../support/tools';

export const AWS_CLI = versionOf('awscli');
export const CDK_CLI = `aws-cdk ${require('aws-cdk/package.json').version}`;

export const EVERY_OPTION = CONFIGURATIONS['every option, in two Regions'];
export const NAMESPACE = EVERY_OPTION['exporter:namespace'];

/** The Region with the default configuration. */
export const HOME = 'eu-central-1';
/** The Regions with every option. In WEST, SES is the emulator's own; in EAST, the simulated one. */
export const [WEST, EAST] = ['eu-west-1', 'us-east-1'] as const;
export const REGIONS = [HOME, WEST, EAST] as const;

/** The number of mails that WEST sends. */
export const MAILS = 7;

/** The emulator, and the objects that all parts of the test share. The parts run in order. */
export interface Deployment {
  readonly emulator: Emulator;
  /** The simulated SES. */
  readonly ses: Ses;
  readonly home: DeployedStack;
  readonly west: DeployedStack;
  readonly east: DeployedStack;
  /** The CDK CLI with the default configuration. */
  readonly cdkDefaults: Cdk;
  /** The CDK CLI with every option. */
  readonly cdkEveryOption: Cdk;
  /** The names of the resources that bootstrapping creates, by Region. */
  readonly bootstrapped: Map<string, readonly string[]>;
  /** When the mail was sent and the stacks in WEST and EAST were ready, in epoch milliseconds. Earlier polls miss mail. */
  readyAt: number;
  close(): Promise<void>;
}

/** Starts the emulator, and creates the keys and parameters to which the configurations refer. Deploys nothing. */
export async function startDeployment(): Promise<Deployment> {
  const [emulator, ses] = await Promise.all([startEmulator(), startSes()]);
  const [home, west, east] = [stackOn(emulator, HOME), stackOn(emulator, WEST), stackOn(emulator, EAST)];
  const encryptionKeyArns: string[] = [];
  for (const { aws } of [west, east]) {
    encryptionKeyArns.push(await aws<string>('kms', 'create-key', '--query', 'KeyMetadata.Arn'));
    const [Name] = EVERY_OPTION['exporter:notifications'].critical.endpointParameters;
    const pager = { Name, Value: 'https://pager.example.com/events', Type: 'String' };
    await aws('ssm', 'put-parameter', '--cli-input-json', JSON.stringify(pager));
  }
  return {
    emulator,
    ses,
    home,
    west,
    east,
    cdkDefaults: cdkOn(emulator, HOME),
    cdkEveryOption: cdkOn(emulator, WEST, {
      ...EVERY_OPTION,
      'exporter:messageInsights': { ...EVERY_OPTION['exporter:messageInsights'], encryptionKeyArns },
    }),
    bootstrapped: new Map(),
    readyAt: Number.NaN,
    async close() {
      await ses.close();
      await emulator.close();
    },
  };
}

export const exporterOf = (stack: DeployedStack) => stack.idOf('AWS::Lambda::Function', 'SendStatistics');
export const lookUpsOf = (stack: DeployedStack) => stack.idOf('AWS::Lambda::Function', 'MessageInsights');
export const briefsOf = (stack: DeployedStack) => stack.idOf('AWS::Lambda::Function', 'AlarmBrief');
