/** Warnings about alarms that nobody hears of. */
import { CfnSubscription, type ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { remark, warn } from '../shared/synth-warnings';
import type { AlarmLevel } from './alarm-row';
import type { AlarmTopics } from './alarm-topics';

/**
 * Warns during synthesis, because an app may subscribe receivers to the topics after it creates the alarms.
 *
 * @param levels the levels of the alarms that exist
 */
export function warnAboutReceivers(scope: IConstruct, topics: AlarmTopics, levels: ReadonlySet<AlarmLevel>): void {
  scope.node.addValidation({
    validate: () => {
      if (levels.has('critical') && !hasReceivers(topics, 'critical')) {
        warn(scope, 'nobodyIsPaged', `No critical alarm pages anybody: ${adviceFor('critical', 'oncall@example.com')}`);
      }
      if (levels.has('warning') && !hasReceivers(topics, 'warning')) {
        remark(
          scope,
          'nobodyIsWarned',
          `Nobody is notified of warnings: ${adviceFor('warning', 'mail-team@example.com')}`,
        );
      }
      return [];
    },
  });
}

/** Warns during synthesis if the critical topic has receivers, but all of them are pagers, which get no briefs. */
export function warnAboutBriefs(scope: IConstruct, topics: AlarmTopics): void {
  scope.node.addValidation({
    validate: () => {
      if (hasReceivers(topics, 'critical') && !hasReaders(topics, 'critical')) {
        warn(
          scope,
          'briefsReachNobody',
          'Briefs reach nobody, because endpoints get pages only: add an e-mail address to the receivers of critical alarms, or write "exporter:briefs": false in cdk.json, or briefs: false in the options of a stage or stack',
        );
      }
      return [];
    },
  });
}

/** Warns during synthesis if nobody gets the weekly report, which goes to the receivers of warnings. */
export function warnAboutWeeklyReport(scope: IConstruct, topics: AlarmTopics): void {
  scope.node.addValidation({
    validate: () => {
      if (!hasReaders(topics, 'warning')) {
        warn(
          scope,
          'weeklyReportReachesNobody',
          `The weekly report reaches nobody: ${adviceFor('warning', 'mail-team@example.com')}. Endpoints do not count, because they get alarms only`,
        );
      }
      return [];
    },
  });
}

/** Returns whether somebody receives the alarms of a level. An existing topic counts, because its receivers are not known. */
function hasReceivers(topics: AlarmTopics, level: AlarmLevel): boolean {
  return hasSubscription(topics, level, () => true);
}

/** Returns whether somebody receives all messages of a level, and not only alarms. */
function hasReaders(topics: AlarmTopics, level: AlarmLevel): boolean {
  return hasSubscription(topics, level, (subscription) => !isPager(subscription));
}

function hasSubscription(
  topics: AlarmTopics,
  level: AlarmLevel,
  isWanted: (subscription: CfnSubscription) => boolean,
): boolean {
  const topic = topics.topics[level];
  return !(topic instanceof Topic) || topics.isInChat(level) || subscriptionsOf(topic).some(isWanted);
}

/** Returns whether the filter of a subscription lets only alarms through. An endpoint that the app subscribes itself has none. */
function isPager({ protocol, filterPolicy }: CfnSubscription): boolean {
  return protocol === SubscriptionProtocol.HTTPS && filterPolicy !== undefined;
}

/** Returns the subscriptions of a topic in this app. */
function subscriptionsOf(topic: ITopic): CfnSubscription[] {
  return topic.node.root.node
    .findAll()
    .filter((construct) => construct instanceof CfnSubscription)
    .filter(({ topicArn }) => topicArn === topic.topicArn);
}

function adviceFor(level: AlarmLevel, address: string): string {
  return `write receivers, such as "exporter:notifications": {"${level}": {"emails": ["${address}"]}} in cdk.json, or notifications in the options of a stage or stack`;
}
