/** What a deployment from this folder would create. */
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { DEFAULT_RUNBOOK_URL } from '../../lib/alarms/runbook-url';
import type { Config } from '../../lib/config/settings-schema';
import { readStackConfig, type StackContext } from '../stack/stack-settings';
import { synthesizeStack } from '../stack/stack-template';
import type { Planned } from './facts/facts';

export interface PlannedStack extends Planned {
  readonly neededBootstrapVersion: number;
  /** Name of the parameter that holds the version of the bootstrap stack. */
  readonly bootstrapParameter: string;
}

/** The parts that CDK adds to a template, to stop a deployment into a Region whose bootstrap stack is too old. */
interface BootstrapCheck {
  readonly Parameters: { readonly BootstrapVersion: { readonly Default: string } };
  readonly Rules: {
    readonly CheckBootstrapVersion: {
      readonly Assertions: readonly [
        {
          readonly Assert: { readonly 'Fn::Not': readonly [{ readonly 'Fn::Contains': readonly [readonly string[]] }] };
        },
      ];
    };
  };
}

/** @throws ConfigError for a configuration that the stack rejects */
export function planStack(context: StackContext): PlannedStack {
  const { config } = readStackConfig(context);
  const template = synthesizeStack(context);
  const count = (types: readonly string[]) =>
    Object.values(template.Resources).filter(({ Type }) => types.includes(Type)).length;
  const { Parameters, Rules } = template as unknown as BootstrapCheck;
  const [tooOld] = Rules.CheckBootstrapVersion.Assertions[0].Assert['Fn::Not'][0]['Fn::Contains'];
  return {
    alarms: count(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']),
    dashboards: count(['AWS::CloudWatch::Dashboard']),
    notifiedLevels: notifiedLevels(config),
    chatLevels: chatLevels(config),
    runbookUrl: config.runbookUrl ?? DEFAULT_RUNBOOK_URL,
    neededBootstrapVersion: Math.max(...tooOld.map(Number)) + 1,
    bootstrapParameter: Parameters.BootstrapVersion.Default,
  };
}

const LEVELS: readonly AlarmLevel[] = ['critical', 'warning'];

function notifiedLevels(config: Config): AlarmLevel[] {
  const inChat = chatLevels(config);
  return LEVELS.filter((level) => {
    const { emails, endpointParameters, topicArns } = config.notifications[level];
    return emails.length + endpointParameters.length + topicArns.length > 0 || inChat.includes(level);
  });
}

function chatLevels({ chat }: Config): AlarmLevel[] {
  return LEVELS.filter((level) => [chat?.slack, chat?.teams].some((service) => service?.channels[level] !== undefined));
}
