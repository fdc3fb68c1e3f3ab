/** What the checks judge. A reading is unknown if AWS denied it, did not answer, or gave an answer without the value. */
import type { AlarmLevel } from '../../../lib/alarms/alarm-row';
import type { DeployedAlarm } from '../../deployed/alarms';
import type { DeployedStack } from '../../deployed/deployed-stack';
import type { MuteRule } from '../../deployed/mute-rules';
import type { TopicReceiver } from '../../deployed/subscriptions';
import type { Reading } from './reading';

/** Everything that is read once for the account. */
export interface AccountFacts {
  /** Twelve digits. */
  readonly account: Reading<string>;
  /** Every Region of the partition that has SES. */
  readonly regions: readonly SendingRegion[];
  /** Global endpoints, by primary Region. */
  readonly endpoints: readonly { readonly region: string; readonly endpoints: Reading<readonly GlobalEndpoint[]> }[];
}

export interface SendingRegion {
  readonly region: string;
  /** Delivery attempts of the last 14 days. */
  readonly attempts: Reading<number>;
  readonly stacks: Reading<readonly DeployedStack[]>;
}

/** SES splits the mail of a global endpoint between its Regions. */
export interface GlobalEndpoint {
  readonly name: string;
  readonly regions: readonly string[];
}

/** Everything that is read for one Region that the user wants examined. */
export interface RegionFacts {
  readonly region: string;
  readonly account: Reading<string>;
  readonly ses: Reading<SesAccount>;
  /** Version of CDK's bootstrap stack; `none` if the Region is not bootstrapped. */
  readonly bootstrapVersion: Reading<number | 'none'>;
  readonly neededBootstrapVersion: number;
  readonly alarms: Reading<QuotaUse>;
  readonly dashboards: Reading<QuotaUse>;
  readonly stacks: Reading<readonly DeployedStack[]>;
  /** What the next deployment creates. */
  readonly planned: Planned;
}

/** The answer of SES to GetAccount. A field that SES leaves out is undefined. */
export interface SesAccount {
  readonly sendingEnabled?: boolean;
  readonly enforcementStatus?: string;
  /** False in the sandbox. */
  readonly productionAccess?: boolean;
  /** `NONE`, or a plan such as `ESSENTIALS`. */
  readonly plan?: string;
  readonly vdmEnabled?: boolean;
  /** Sends in 24 hours; -1 without a limit. */
  readonly max24HourSend?: number;
  readonly sentLast24Hours?: number;
}

/** The use of a quota. */
export interface QuotaUse {
  readonly used: number;
  /** Undefined if the service has no such quota. */
  readonly limit?: number;
}

/** The template of the configuration in this folder. */
export interface Planned {
  readonly alarms: number;
  readonly dashboards: number;
  /** Levels whose alarms have a receiver. */
  readonly notifiedLevels: readonly AlarmLevel[];
  /** Levels whose alarms have a channel in Slack or Teams. */
  readonly chatLevels: readonly AlarmLevel[];
  readonly runbookUrl: string;
}

/** Everything that is read for one stack. */
export interface StackFacts {
  readonly stack: DeployedStack;
  readonly planned: Planned;
  /** The version of this folder. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly resources: Reading<readonly StackResource[]>;
  readonly alarms: Reading<readonly DeployedAlarm[]>;
  /** The rules that mute an alarm of the stack, now or later. */
  readonly muteRules: Reading<readonly MuteRule[]>;
  /** The newest count of sends, epoch milliseconds; `none` if CloudWatch has none of the last 14 days. */
  readonly publishedAt: Reading<number | 'none'>;
  readonly invocations: Reading<Invocations>;
  /** Calls of the dashboard's widgets; `none` if the stack has no such widgets. */
  readonly widgetCalls: Reading<Invocations | 'none'>;
  /** Messages in the dead-letter queue; 0 if the queue was never used. */
  readonly deadLetters: Reading<number>;
  /** The topics that the alarms notify. */
  readonly topics: Reading<readonly TopicFacts[]>;
  readonly runbook: Reading<RunbookPage>;
}

export interface StackResource {
  readonly logicalId: string;
  /** Undefined until CloudFormation creates the resource. */
  readonly physicalId?: string;
  /** Such as `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  /** Such as `CREATE_COMPLETE`. */
  readonly status: string;
}

/** The runs of a function in the last three hours. */
export interface Invocations {
  /** Undefined if CloudWatch has no count of errors. */
  readonly errors?: number;
  readonly invocations: number;
  /** Calls that Lambda refused. They are no runs. Undefined if CloudWatch has no count. */
  readonly throttles?: number;
}

/** A topic that the alarms of a level notify. */
export interface TopicFacts {
  readonly level: AlarmLevel;
  readonly arn: string;
  /** Whether the stack created the topic. Undefined if the resources of the stack are unknown. */
  readonly isOwn?: boolean;
  readonly receivers: Reading<readonly TopicReceiver[]>;
  readonly attributes: Reading<TopicAttributes | 'missing'>;
}

export interface TopicAttributes {
  /** The key's id, ARN or alias. Undefined: the topic is not encrypted. */
  readonly keyId?: string;
  /** The access policy, a JSON document. */
  readonly policy?: string;
}

/** The page that the alarms link to. */
export interface RunbookPage {
  /** As in the alarms. `RUNBOOK.md` if no URL is configured. */
  readonly url: string;
  /** Anchors that the alarms link to, without `#`. */
  readonly anchors: readonly string[];
  /** Undefined without a URL. */
  readonly response?: RunbookResponse;
}

export interface RunbookResponse {
  readonly status: number;
  /** The URL after all redirects. */
  readonly url: string;
  /** Undefined if the response is not HTML. */
  readonly html?: string;
}
