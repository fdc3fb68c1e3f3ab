/** The chat channels that receive alarms. The app, stages, stacks and `ChatChannels` use the same types and schemas. */
import * as z from 'zod';
import type { AlarmLevel } from '../alarms/alarm-row';
import { parseJson } from '../shared/context-text';
import { settingsOf, stringThat } from '../shared/schema-wording';

/** Ids of the channels for each level. Both levels may have the same channel. Default of each level: no channel. */
export type ChannelIds = { readonly [L in AlarmLevel]?: string };

export interface SlackOptions {
  /**
   * Id of a workspace, such as `T07EA123LEP`. Authorize the workspace in the console of Amazon Q Developer in chat
   * applications first, once for each account. CloudFormation cannot do this step.
   */
  readonly workspaceId: string;
  /** Ids of channels, such as `C07EZ1ABC23`. */
  readonly channels: ChannelIds;
}

export interface TeamsOptions {
  /** Id of the Microsoft Entra tenant. */
  readonly tenantId: string;
  /**
   * Id of a team. Authorize the team in the console of Amazon Q Developer in chat applications first, once for each account.
   * CloudFormation cannot do this step.
   */
  readonly teamId: string;
  /** Ids of channels as in the link to the channel, such as `19%3Aab12%40thread.tacv2`. */
  readonly channels: ChannelIds;
}

/** At least one of the two must be set. */
export interface ChatOptions {
  /** Channels of Slack. Default: none. */
  readonly slack?: SlackOptions;
  /** Channels of Microsoft Teams. Default: none. */
  readonly teams?: TeamsOptions;
}

const CONSOLE = 'the console of Amazon Q Developer in chat applications';

const WORKSPACE_ADVICE = `authorize the workspace in ${CONSOLE} first, and write the id that it then shows, such as T07EA123LEP`;
const SLACK_CHANNEL_ADVICE =
  'write the id of a channel, such as C07EZ1ABC23, and not its name. The link to the channel ends with the id';
const TENANT_ADVICE = `authorize the team in ${CONSOLE} first, and write the tenant id that it then shows, such as 11112222-3333-4444-5555-666677778888`;
const TEAM_ADVICE = `authorize the team in ${CONSOLE} first, and write the team id that it then shows, such as 11112222-3333-4444-5555-666677778888`;
const TEAMS_CHANNEL_ADVICE =
  'write the id of a channel as it is in the link to the channel, between "/channel/" and the next slash, such as 19%3Aab12%40thread.tacv2';
const LEVELS_ADVICE = 'name the channel of at least one level: {"critical": "...", "warning": "..."}';
const CHAT_ADVICE = 'write an object of slack, teams';

/**
 * Slack documents no lengths. Ids of channels start with C, and those of older private channels with G.
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html
 */
const WORKSPACE = /^T[0-9A-Z]{5,254}$/;
const SLACK_CHANNEL = /^[CG][0-9A-Z]{5,254}$/;

/**
 * Amazon Q also accepts a slash in the id of a channel. A link encodes each slash of the id, so a plain slash is the end of the id.
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_TeamsChannelConfiguration.html
 */
const UUID = /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const TEAMS_CHANNEL = /^[\w=+.,-]*%3[Aa][\w=+.,-]*%40[\w=+.,-]*$/;

function channelsThat(pattern: RegExp, advice: string) {
  const channel = stringThat((id) => pattern.test(id), advice)
    .overwrite((id) => id.replace('%3a', '%3A')) // one spelling for each channel, because links have both
    .optional();
  return settingsOf({ critical: channel, warning: channel }, LEVELS_ADVICE).refine(
    ({ critical, warning }) => critical !== undefined || warning !== undefined,
    LEVELS_ADVICE,
  );
}

const SLACK = settingsOf(
  {
    workspaceId: stringThat((id) => WORKSPACE.test(id), WORKSPACE_ADVICE),
    channels: channelsThat(SLACK_CHANNEL, SLACK_CHANNEL_ADVICE),
  },
  'write an object of workspaceId, channels',
);

const TEAMS = settingsOf(
  {
    tenantId: stringThat((id) => UUID.test(id), TENANT_ADVICE),
    teamId: stringThat((id) => UUID.test(id), TEAM_ADVICE),
    channels: channelsThat(TEAMS_CHANNEL, TEAMS_CHANNEL_ADVICE),
  },
  'write an object of tenantId, teamId, channels',
);

/** The channels of each application. */
export const CHAT_SHAPE = { slack: SLACK.optional(), teams: TEAMS.optional() };

export const NO_CHANNEL = 'Chat needs a channel: set slack, teams, or both';

/** An object. On the command line, users write JSON. */
export const chat = z
  .preprocess(
    parseJson,
    settingsOf(CHAT_SHAPE, CHAT_ADVICE).refine(({ slack, teams }) => slack ?? teams, CHAT_ADVICE),
  )
  .optional();
