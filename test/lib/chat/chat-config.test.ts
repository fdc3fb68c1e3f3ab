import { expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ChatChannels } from '../../../lib/chat/chat-channels';
import { readConfig } from '../../../lib/config/config';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const ID = '11112222-3333-4444-5555-666677778888';
const SLACK = { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23' } };
const TEAMS = { tenantId: ID, teamId: ID, channels: { warning: '19%3Aab12%40thread.tacv2' } };

const NAME_ADVICE =
  'write the id of a channel, such as C07EZ1ABC23, and not its name. The link to the channel ends with the id';
const WORKSPACE_ADVICE =
  'authorize the workspace in the console of Amazon Q Developer in chat applications first, and write the id that it then shows, such as T07EA123LEP';
const LEVELS_ADVICE = 'name the channel of at least one level: {"critical": "...", "warning": "..."}';
const TEAMS_ADVICE =
  'write the id of a channel as it is in the link to the channel, between "/channel/" and the next slash, such as 19%3Aab12%40thread.tacv2';

const slackWith = (critical: string) => ({ slack: { ...SLACK, channels: { critical } } });
const teamsWith = (critical: string) => ({ teams: { ...TEAMS, channels: { critical } } });

it.each<[string, unknown, string]>([
  ['true', true, ' is true: write an object of slack, teams'],
  ['no application', {}, ' is {}: write an object of slack, teams'],
  ['another application', { discord: {} }, ', discord: no such setting exists, choose from slack, teams'],
  [
    'a workspace’s name',
    { slack: { ...SLACK, workspaceId: 'acme' } },
    `, slack.workspaceId is "acme": ${WORKSPACE_ADVICE}`,
  ],
  ['no workspace', { slack: { channels: SLACK.channels } }, `, slack.workspaceId is missing: ${WORKSPACE_ADVICE}`],
  ['a channel’s name', slackWith('#alerts'), `, slack.channels.critical is "#alerts": ${NAME_ADVICE}`],
  ['a channel’s name in capitals', slackWith('ALERTS'), `, slack.channels.critical is "ALERTS": ${NAME_ADVICE}`],
  [
    'the link to a channel',
    slackWith('https://acme.slack.com/archives/C07EZ1ABC23'),
    `, slack.channels.critical is "https://acme.slack.com/archives/C07EZ1ABC23": ${NAME_ADVICE}`,
  ],
  ['a direct message', slackWith('D07EZ1ABC23'), `, slack.channels.critical is "D07EZ1ABC23": ${NAME_ADVICE}`],
  [
    'one channel without a level',
    { slack: { ...SLACK, channels: 'C1' } },
    `, slack.channels is "C1": ${LEVELS_ADVICE}`,
  ],
  ['no channel', { slack: { ...SLACK, channels: {} } }, `, slack.channels is {}: ${LEVELS_ADVICE}`],
  [
    'another level',
    { slack: { ...SLACK, channels: { page: 'C07EZ1ABC23' } } },
    ', slack.channels.page: no such setting exists, choose from critical, warning',
  ],
  ['a Teams channel’s name', teamsWith('Alerts'), `, teams.channels.critical is "Alerts": ${TEAMS_ADVICE}`],
  [
    'a decoded Teams channel',
    teamsWith('19:ab12@thread.tacv2'),
    `, teams.channels.critical is "19:ab12@thread.tacv2": ${TEAMS_ADVICE}`,
  ],
  [
    'a Teams channel with its name',
    teamsWith('19%3Aab12%40thread.tacv2/General'),
    `, teams.channels.critical is "19%3Aab12%40thread.tacv2/General": ${TEAMS_ADVICE}`,
  ],
  [
    'a tenant’s domain',
    { teams: { ...TEAMS, tenantId: 'acme.example' } },
    ', teams.tenantId is "acme.example": authorize the team in the console of Amazon Q Developer in chat applications first, and write the tenant id that it then shows',
  ],
])('chat refuses %s', (_, chat, problem) => {
  expect(() => readConfig({ 'exporter:chat': chat })).toThrow(`- "exporter:chat"${problem}`);
});

it('chat is refused with all problems at once', () => {
  const chat = { slack: { workspaceId: 'acme', channels: { critical: '#page' } }, teams: { ...TEAMS, teamId: 'mail' } };
  expect(() => readConfig({ 'exporter:chat': chat })).toThrow(
    /workspaceId is .*\n.*channels\.critical is .*\n.*teamId is /,
  );
});

it.each([{ slack: SLACK }, { teams: TEAMS }, { slack: SLACK, teams: TEAMS }])(
  'chat accepts %j, also as JSON',
  (chat) => {
    expect(readConfig({ 'exporter:chat': chat }).chat).toEqual(chat);
    expect(readConfig({ 'exporter:chat': JSON.stringify(chat) }).chat).toEqual(chat);
  },
);

it('chat is off by default', () => {
  expect(readConfig({}).chat).toBeUndefined();
});

it('channels without an application are refused', () => {
  const stack = new Stack(createApp(), 'Own');
  const topics = { critical: new Topic(stack, 'Critical'), warning: new Topic(stack, 'Warning') };
  expect(() => new ChatChannels(stack, 'Chat', { topics })).toThrow(
    new ConfigError('The configuration cannot be used:\n- Chat needs a channel: set slack, teams, or both'),
  );
});
