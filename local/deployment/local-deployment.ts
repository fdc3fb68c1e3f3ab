/** What is deployed in the local AWS: stacks with their resources, as the services report them. */
import type { MetricAlarm } from '../alarms/template-alarms';
import type { Deployment } from '../aws/aws';
import type { MetricStore } from '../aws/metric-store';
import { AwsError } from '../aws/protocols/aws-error';
import type { PublishedMessage } from '../aws/sns';
import { BOOTSTRAPPED, type LocalQuota, serviceQuotasOperations, ssmOperations } from './account-limits';
import { toActionEvent, toNotification } from './alarm-messages';
import { createAlarms, type LocalAlarms } from './alarms';
import { cloudFormationOperations } from './cloudformation';
import { alarmOperations } from './cloudwatch-alarms';
import { dashboardOperations } from './dashboards';
import type { ActionOutcome, Transition } from './local-alarm';
import type { LocalStack } from './local-stack';
import { createMuteRules, type LocalMuteRules } from './mute-rules';
import { type ResolvedStack, resolveStack } from './resolved-stack';
import { stsOperations } from './sts';
import { createDeployedTopics, type DeployedTopics, type ForeignTopic, type LocalSubscription } from './topics';

export interface LocalDeploymentOptions {
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  readonly stacks?: readonly LocalStack[];
  /** The account of the caller. */
  readonly account?: string;
  /** The metrics that the alarms read. Default: an alarm on metrics is OK until SetAlarmState changes its state. */
  readonly metrics?: MetricStore;
  /** Whether an alarm is evaluated. Default: all are. */
  readonly isEvaluated?: (alarm: MetricAlarm) => boolean;
  /** Topics that no stack creates. Default: none. */
  readonly topics?: readonly ForeignTopic[];
  /** Subscriptions in addition to those of the templates. Default: none. */
  readonly subscriptions?: readonly LocalSubscription[];
  /** Gets each message that is published to a topic. Default: topics only keep them. */
  readonly deliver?: (message: PublishedMessage) => void;
  /** Parameters of Systems Manager by name. Default: those of a bootstrapped Region. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default: Service Quotas has none. */
  readonly quotas?: readonly LocalQuota[];
  /** Returns the error with which an action of an alarm fails. Default: every action succeeds. */
  readonly failAction?: (action: string) => string | undefined;
  /** Runs a function that an alarm invokes. Default: no function runs. */
  readonly invoke?: (invocation: ActionInvocation) => void;
  /** Items on a page of any list. Default: AWS's limits. */
  readonly pageSize?: number;
}

/** An alarm's invocation of a function. */
export interface ActionInvocation {
  readonly functionArn: string;
  readonly event: object;
  /** Epoch milliseconds. */
  readonly invokedAt: number;
}

export interface LocalDeployment extends Deployment {
  readonly account: string;
  readonly stacks: readonly ResolvedStack[];
  readonly alarms: LocalAlarms;
  readonly muteRules: LocalMuteRules;
  /** The messages that alarms and functions published. */
  readonly topics: DeployedTopics;
  readonly invocations: readonly ActionInvocation[];
}

/** The account in AWS's own examples. */
export const LOCAL_ACCOUNT = '111122223333';

export function createLocalDeployment({
  now,
  stacks: localStacks = [],
  account = LOCAL_ACCOUNT,
  metrics,
  isEvaluated,
  topics: foreign = [],
  subscriptions = [],
  parameters = BOOTSTRAPPED,
  quotas = [],
  deliver,
  failAction = () => undefined,
  invoke = () => undefined,
  pageSize,
}: LocalDeploymentOptions): LocalDeployment {
  const stacks = localStacks.map((stack) => resolveStack({ account, createdAt: now(), ...stack }));
  const topics = createDeployedTopics({ now, stacks, account, foreign, subscriptions, deliver, pageSize });
  const invocations: ActionInvocation[] = [];
  // Does not read the alarms, because that evaluates them.
  const hasAlarm = (region: string, name: string) =>
    stacks.some(
      (stack) => stack.region === region && stack.resources.some(({ arn }) => arn.endsWith(`:alarm:${name}`)),
    );
  const muteRules = createMuteRules({ account, now, hasAlarm });

  function act(action: string, transition: Transition, time: number): ActionOutcome {
    const error = failAction(action);
    if (action.split(':')[2] === 'lambda') {
      const event = toActionEvent(transition, time);
      if (error === undefined) {
        const invocation = { functionArn: action, event, invokedAt: time };
        invocations.push(invocation);
        invoke(invocation);
      }
      return { publishedMessage: JSON.stringify(event), error };
    }
    const { subject, message } = toNotification(transition, time);
    const publishedMessage = JSON.stringify({ default: message, sms: subject });
    const publish = { TopicArn: action, Subject: subject, Message: publishedMessage, MessageStructure: 'json' };
    return { publishedMessage, error: error ?? errorOf(() => topics.publish(publish, time)) };
  }

  const alarms = createAlarms(stacks, { now, metrics, isEvaluated, isMuted: muteRules.isMuted, act });
  return {
    account,
    stacks,
    alarms,
    muteRules,
    topics,
    invocations,
    operations: {
      cloudformation: cloudFormationOperations(stacks, pageSize),
      monitoring: {
        ...alarmOperations(alarms, now, pageSize),
        ...dashboardOperations(stacks, pageSize),
        ...muteRules.operations,
      },
      servicequotas: serviceQuotasOperations(quotas, pageSize),
      sns: topics.operations,
      ssm: ssmOperations(parameters, account),
      sts: stsOperations(account),
    },
  };
}

function errorOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}
