import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmLevel } from '../alarms/alarm-row';
import { AlarmTopics } from '../alarms/alarm-topics';
import { describeProblem, readOptions } from '../shared/option-problems';
import { isKnown } from '../shared/schema-wording';
import { warn } from '../shared/synth-warnings';
import {
  CHAT_SHAPE,
  type ChannelIds,
  type ChatOptions,
  NO_CHANNEL,
  type SlackOptions,
  type TeamsOptions,
} from './chat-config';
import { chatRegionWarning } from './chat-regions';
import { ChatRights } from './chat-rights';

/** The topic of each level. */
export type LevelTopics = Readonly<Record<AlarmLevel, ITopic>>;

export interface ChatChannelsProps extends ChatOptions {
  readonly topics: LevelTopics;
}

/**
 * Longest name of a configuration, which consists of letters, digits, `-` and `_`.
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
const MAX_NAME_LENGTH = 128;

/** Leaves room for the beginning of the stack's name. Ids of channels are shorter. */
const MAX_CHANNEL_LENGTH = 100;

/** A channel, and the levels whose alarms it shows. */
interface Channel {
  readonly channelId: string;
  readonly levels: readonly AlarmLevel[];
}

/** A configuration of Amazon Q, which notifies one channel. */
interface Configuration {
  readonly levels: readonly AlarmLevel[];
  addTopic(topic: ITopic): void;
}

/**
 * Shows alarms and briefs in channels of Slack and Microsoft Teams, through Amazon Q Developer in chat applications. An account
 * can have only one configuration for each channel, so the stacks of several Regions share one: see `addTopics`.
 *
 * @throws ConfigError with all problems at once, such as a channel that another stack of the same account already has
 */
export class ChatChannels extends Construct {
  /** Ids of the channels of Slack and of Teams. */
  readonly channelIds: readonly string[];
  private readonly configurations: readonly Configuration[];

  constructor(scope: Construct, id: string, { topics, ...options }: ChatChannelsProps) {
    super(scope, id);
    const { slack, teams } = readOptions(CHAT_SHAPE, options, (chat, broken) => {
      if (broken.size > 0) return [];
      return chat.slack || chat.teams ? this.conflictsOf(chat) : [NO_CHANNEL];
    });
    const rights = new ChatRights(this, 'Rights');
    this.configurations = [
      ...channelsOf(slack?.channels).map((channel) => this.createSlack(slack as SlackOptions, channel, rights)),
      ...channelsOf(teams?.channels).map((channel) => this.createTeams(teams as TeamsOptions, channel, rights)),
    ];
    this.channelIds = [slack, teams].flatMap((app) => channelsOf(app?.channels)).map(({ channelId }) => channelId);
    this.addTopics(topics);
    const warning = chatRegionWarning(Stack.of(this).region);
    if (warning) warn(this, 'chatRegion', warning);
  }

  /** The levels whose alarms at least one channel shows. */
  get levels(): ReadonlySet<AlarmLevel> {
    return new Set(this.configurations.flatMap(({ levels }) => levels));
  }

  /** Shows the alarms of one more stack, which may be in another Region. */
  addTopics(topics: LevelTopics): void {
    for (const { levels, addTopic } of this.configurations) for (const level of levels) addTopic(topics[level]);
    for (const level of this.levels) {
      const owner = topics[level].node.scope;
      if (owner instanceof AlarmTopics) owner.noteChat([level]);
    }
  }

  private createSlack({ workspaceId }: SlackOptions, channel: Channel, { role, guardrail }: ChatRights): Configuration {
    const id = idOf('Slack', channel);
    const configuration = new SlackChannelConfiguration(this, id, {
      slackChannelConfigurationName: this.nameOf(id),
      slackWorkspaceId: workspaceId,
      slackChannelId: channel.channelId,
      role,
      guardrailPolicies: [guardrail],
    });
    return { levels: channel.levels, addTopic: (topic) => configuration.addNotificationTopic(topic) };
  }

  private createTeams({ tenantId, teamId }: TeamsOptions, channel: Channel, rights: ChatRights): Configuration {
    const id = idOf('Teams', channel);
    const topicArns: string[] = [];
    new CfnMicrosoftTeamsChannelConfiguration(this, id, {
      configurationName: this.nameOf(id),
      teamsTenantId: tenantId,
      teamId,
      teamsChannelId: channel.channelId,
      iamRoleArn: rights.role.roleArn,
      guardrailPolicies: [rights.guardrail.managedPolicyArn],
      snsTopicArns: Lazy.list({ produce: () => topicArns }),
    });
    return { levels: channel.levels, addTopic: ({ topicArn }) => topicArns.push(topicArn) };
  }

  /**
   * Returns a name that is unique in the account. It contains the channel, as the id does. It begins like the stack, as the
   * rights of a deployment require.
   */
  private nameOf(id: string): string {
    const channel = id.replace(/[^\w-]+/g, '-').slice(-MAX_CHANNEL_LENGTH);
    return `${Stack.of(this).stackName.slice(0, MAX_NAME_LENGTH - channel.length - 1)}-${channel}`;
  }

  /** Returns the problem of each channel that another stack of the app already has in the same account. */
  private conflictsOf({ slack, teams }: ChatOptions): string[] {
    const { account } = Stack.of(this);
    if (!isKnown(account)) return [];
    const others = this.node.root.node
      .findAll()
      .filter((node): node is ChatChannels => node instanceof ChatChannels && node !== this)
      .filter((node) => Stack.of(node).account === account);
    return Object.entries({ slack, teams }).flatMap(([name, app]) =>
      channelsOf(app?.channels).flatMap(({ channelId, levels: [level] }) => {
        const other = others.find(({ channelIds }) => channelIds.includes(channelId));
        if (!other) return [];
        const advice = `the stack ${Stack.of(other).stackName} already has this channel, and an account can have only one configuration for it. Define the Regions in one ExporterStage, or choose another channel`;
        return [describeProblem({ path: [name, 'channels', level as AlarmLevel] }, channelId, advice)];
      }),
    );
  }
}

/** Returns each channel once, because an account can have only one configuration for it. */
function channelsOf({ critical, warning }: ChannelIds = {}): Channel[] {
  if (critical !== undefined && critical === warning) return [{ channelId: critical, levels: ['critical', 'warning'] }];
  return [
    ...(critical === undefined ? [] : [{ channelId: critical, levels: ['critical'] as const }]),
    ...(warning === undefined ? [] : [{ channelId: warning, levels: ['warning'] as const }]),
  ];
}

/**
 * Returns the id of a configuration. It contains the channel, so that two levels can exchange their channels. With the level in
 * place of the channel, CloudFormation would create a second configuration for a channel before it deletes the first one.
 */
function idOf(application: string, { channelId, levels }: Channel): string {
  return `${application}${isKnown(channelId) ? channelId : levels.join('-')}`;
}
