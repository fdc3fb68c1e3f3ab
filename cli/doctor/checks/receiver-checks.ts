/** Checks of the topics: whether a message of an alarm reaches somebody. */
import type { AlarmLevel } from '../../../lib/alarms/alarm-row';
import { counted } from '../../../lib/shared/plural';
import type { TopicReceiver } from '../../deployed/subscriptions';
import type { StackFacts, TopicAttributes, TopicFacts } from '../facts/facts';
import { isKnown, isUnknown } from '../facts/reading';
import { type Check, checkOf, unknownResult } from './check';
import { type Finding, type Fix, found } from './findings';
import { judgeTopicPolicy, keyStatement, topicStatement } from './topic-policy';

/** The AWS managed key of SNS. */
const MANAGED_KEY = /(^|[:/])alias\/aws\/sns$/;

/** The host to which SNS sends messages for Amazon Q Developer in chat applications. */
const CHAT_HOST = /(^|\.)sns-api\.chatbot\.amazonaws\.com$/;

const CHAT = checkOf<StackFacts, readonly TopicFacts[]>('Chat', ({ topics }) => topics, judgeChat);

export const RECEIVER_CHECKS: readonly Check<StackFacts>[] = [
  checkOf('Critical receivers', ({ topics }) => topics, judgeReceivers('critical')),
  checkOf('Warning receivers', ({ topics }) => topics, judgeReceivers('warning')),
  // Only for a channel in cdk.json.
  { name: 'Chat', judge: (facts) => (facts.planned.chatLevels.length > 0 ? CHAT.judge(facts) : []) },
  checkOf('Topics', ({ topics }) => topics, judgeTopics),
];

function judgeReceivers(level: AlarmLevel) {
  const check = level === 'critical' ? 'Critical receivers' : 'Warning receivers';
  return (topics: readonly TopicFacts[], { stack }: StackFacts): Finding => {
    const ofLevel = topics.filter((topic) => topic.level === level);
    const receivers: TopicReceiver[] = [];
    for (const topic of ofLevel) {
      if (!isKnown(topic.receivers)) return unknownResult(check, topic.receivers.unknown);
      receivers.push(...topic.receivers.value);
    }
    const pending = receivers.filter(({ isConfirmed }) => !isConfirmed);
    if (receivers.length === 0) {
      const what =
        ofLevel.length === 0
          ? `No ${level} alarm of the stack notifies a topic.`
          : `Nobody is subscribed to the topic of ${level} alarms.`;
      return found(`${level}-unreached`, what, subscribeFix(level, stack.name));
    }
    if (pending.length === 0) {
      return found(`${level}-reached`, `${counted(receivers.length, 'receiver')}: ${listOf(receivers)}.`);
    }
    const isPartly = level === 'critical' && pending.length < receivers.length;
    return found(
      isPartly ? 'critical-partly-confirmed' : `${level}-unconfirmed`,
      `${pending.length} of ${counted(receivers.length, 'receiver')} of ${level} alarms ${pending.length === 1 ? 'is' : 'are'} not confirmed: ${listOf(pending)}.`,
      confirmFix(ofLevel[0]?.arn ?? '', pending, stack.region),
    );
  };
}

function listOf(receivers: readonly TopicReceiver[]): string {
  return receivers.map(({ protocol, maskedEndpoint }) => `${protocol} ${maskedEndpoint}`).join(', ');
}

function subscribeFix(level: AlarmLevel, stackName: string): Fix {
  return {
    advice: 'Add receivers to "context" in cdk.json, and deploy:',
    lines: [
      `"exporter:notifications": { "${level}": { "emails": ["oncall@example.com"] } }`,
      `npx cdk deploy ${stackName}`,
    ],
  };
}

function confirmFix(topicArn: string, pending: readonly TopicReceiver[], region: string): Fix {
  const isMail = pending.some(({ protocol }) => protocol === 'email');
  return isMail
    ? {
        advice:
          'Open the link in the message "AWS Notification - Subscription Confirmation". SNS sends the message again after:',
        lines: [
          `aws sns subscribe --region ${region} --topic-arn ${topicArn} --protocol email --notification-endpoint ADDRESS`,
        ],
      }
    : {
        advice: 'Check the URL of the receiver, which confirms by itself within minutes. Then list the subscriptions:',
        lines: [`aws sns list-subscriptions-by-topic --region ${region} --topic-arn ${topicArn}`],
      };
}

function judgeChat(topics: readonly TopicFacts[], { planned, stack }: StackFacts): Finding[] {
  const expected = planned.chatLevels.map((level) => ({
    level,
    topics: topics.filter((topic) => topic.level === level),
  }));
  const unread = expected.flatMap(({ topics: ofLevel }) => ofLevel.map(({ receivers }) => receivers)).find(isUnknown);
  if (unread) return [unknownResult('Chat', unread.unknown)];
  const unsubscribed = expected.filter(({ topics: ofLevel }) => !ofLevel.some(hasChat)).map(({ level }) => level);
  if (unsubscribed.length > 0) {
    const levels = unsubscribed.join(' and ');
    return [
      found(
        'chat-unsubscribed',
        `cdk.json has a channel for ${levels} alarms, but the channel is not subscribed to their topics.`,
        {
          advice: 'Authorize the workspace or team in the console below, once for each account. Then deploy:',
          lines: ['https://us-east-2.console.aws.amazon.com/chatbot/home', 'npx cdk deploy --all'],
        },
      ),
    ];
  }
  return [
    found(
      'chat-subscribed',
      `The channels for ${planned.chatLevels.join(' and ')} alarms are subscribed in ${stack.region}.`,
    ),
  ];
}

function hasChat({ receivers }: TopicFacts): boolean {
  return isKnown(receivers) && receivers.value.some(({ maskedEndpoint }) => CHAT_HOST.test(maskedEndpoint));
}

function judgeTopics(topics: readonly TopicFacts[], { stack }: StackFacts): Finding[] {
  const byArn = new Map(topics.map((topic) => [topic.arn, topic]));
  const findings = [...byArn.values()].flatMap((topic) => judgeTopic(topic, stack));
  return findings.length > 0 || byArn.size === 0
    ? findings
    : [found('topic-open', `${counted(byArn.size, 'topic')} let${byArn.size === 1 ? 's' : ''} alarms publish.`)];
}

/** Returns nothing for a topic without a finding. */
function judgeTopic(topic: TopicFacts, stack: StackFacts['stack']): Finding[] {
  const { arn, attributes } = topic;
  if (!isKnown(attributes))
    return [unknownResult('Topics', `the topic ${nameOf(arn)} could not be read: ${attributes.unknown}`)];
  if (attributes.value === 'missing') {
    return [
      found('topic-missing', `The topic ${nameOf(arn)}, which alarms notify, does not exist.`, {
        advice: topic.isOwn ? 'Delete the stack, and deploy it again:' : 'Correct "topicArns" in cdk.json, and deploy:',
        lines: [
          ...(topic.isOwn
            ? [`aws cloudformation delete-stack --region ${stack.region} --stack-name ${stack.name}`]
            : []),
          `npx cdk deploy ${stack.name}`,
        ],
      }),
    ];
  }
  return [...judgePolicy(topic, attributes.value, stack), ...judgeKey(topic, attributes.value, stack)];
}

function judgePolicy({ arn, isOwn }: TopicFacts, { policy }: TopicAttributes, stack: StackFacts['stack']): Finding[] {
  const verdict = judgeTopicPolicy(policy, stack);
  if (verdict === 'allows') return [];
  const statement = JSON.stringify(topicStatement(arn, stack));
  if (verdict === 'uncertain') {
    return [
      found('topic-policy-unchecked', `The policy of ${nameOf(arn)} has conditions that only AWS can evaluate.`, {
        advice: 'Send a test page:',
        lines: [drill(stack)],
      }),
    ];
  }
  return [
    found('topic-refuses-alarms', `The policy of ${nameOf(arn)} does not let CloudWatch alarms publish.`, {
      advice: isOwn
        ? 'Somebody changed the policy outside of CloudFormation. Add this statement to it:'
        : 'Add this statement to the policy of the topic:',
      lines: [statement],
    }),
  ];
}

function judgeKey({ arn, isOwn }: TopicFacts, { keyId }: TopicAttributes, stack: StackFacts['stack']): Finding[] {
  if (keyId === undefined) return [];
  if (MANAGED_KEY.test(keyId)) {
    return [
      found('topic-key-refuses-alarms', `The topic ${nameOf(arn)} is encrypted with the AWS managed key for SNS.`, {
        advice:
          'Encrypt it with a customer managed key whose policy has the statement below, or switch encryption off:',
        lines: [
          JSON.stringify(keyStatement(arn, stack)),
          `aws sns set-topic-attributes --region ${stack.region} --topic-arn ${arn} --attribute-name KmsMasterKeyId --attribute-value KEY_ID`,
        ],
      }),
    ];
  }
  if (isOwn !== false) return [];
  return [
    found('topic-key-unchecked', `A customer managed key encrypts ${nameOf(arn)}, which the stack did not create.`, {
      advice: 'Check that the policy of the key has this statement, then send a test page:',
      lines: [JSON.stringify(keyStatement(arn, stack)), drill(stack)],
    }),
  ];
}

function drill({ name, region }: StackFacts['stack']): string {
  return `AWS_REGION=${region} npm run drill -- bounce-spike --stack ${name}`;
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
