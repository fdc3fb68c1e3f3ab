/**
 * The messages that pagers get. The members of the fixtures, their order and their types are those of recorded messages. No
 * recording of an alarm of this project exists, so names and numbers are made up. Unlike older recordings, new ones have lists
 * of actions, and the time of the last change of a metric alarm.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { toTopicMessage } from '../../../lambda/alarm-brief/topic-message';
import { ExporterStack } from '../../../lib/exporter-stack';
import { messageFor } from '../../../local/aws/sns';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import { textOf } from '../../support/documents';
import { createApp } from '../../support/template';

const FOLDER = 'test/fixtures/alarm-messages';

/** The body of the HTTPS request that a pager gets. https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html */
interface Envelope {
  readonly Subject: string;
  readonly Message: Readonly<Record<string, unknown>>;
}

const messages = new Map<string, Envelope>(
  readdirSync(FOLDER).map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))]),
);
const names = [...messages.keys()];
const messageOf = (name: string) => messages.get(name) as Envelope;

/** The members that docs/notifications.md promises, in the envelope and in the message. */
const [, sentences = ''] = /- \*\*Members of a message:\*\*(.*?)\n- \*\*/s.exec(textOf('docs/notifications.md')) ?? [];
const [inEnvelope = '', inMessage = ''] = sentences.split('Every alarm message');
const membersIn = (text: string) => [...new Set(Array.from(text.matchAll(/`(\w+)`/g), ([, name]) => name as string))];

describe('the page on notifications', () => {
  it('lists the members of messages', () => {
    expect(membersIn(inEnvelope)).toEqual(['Subject']);
    expect(membersIn(inMessage)).toEqual(expect.arrayContaining(['AlarmName', 'AlarmArn', 'NewStateValue']));
  });

  it('is right about the members of a composite alarm', () => {
    const members = (name: string) => Object.keys(messageOf(name).Message);
    expect(members('metric-alarm')).toContain('Trigger');
    expect(members('expression-alarm')).toContain('Trigger');
    expect(members('composite-alarm')).toEqual(expect.arrayContaining(['AlarmRule', 'TriggeringChildren']));
    expect(members('composite-alarm')).not.toContain('Trigger');
  });
});

describe.each(names)('the message %s', (name) => {
  const { Subject, Message } = messageOf(name);

  it('has the members that pagers read', () => {
    expect(Subject).toBe(`${Message.NewStateValue}: "${Message.AlarmName}" in ${Message.Region}`);
    for (const member of membersIn(inMessage))
      expect([member, Message[member]]).toEqual([member, expect.stringMatching(/./)]);
    expect(['ALARM', 'OK']).toContain(Message.NewStateValue);
  });

  it('has the same alarm as the message of its other state', () => {
    const other = messageOf(name.endsWith('ok') ? name.replace('ok', 'alarm') : name.replace('alarm', 'ok')).Message;
    expect([Message.AlarmName, Message.AlarmArn]).toEqual([other.AlarmName, other.AlarmArn]);
    expect(Message.NewStateValue).toBe(other.OldStateValue);
  });
});

type Filter = Readonly<Record<string, unknown>>;

/**
 * Returns whether SNS delivers a message through a filter of its body. Supports only the forms that the stack uses.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
 */
function isDelivered(filter: Filter, body: string): boolean {
  const isMatch = (policy: Filter, value: Filter): boolean =>
    Object.entries(policy).every(([key, wanted]) => {
      if (key === '$or') return (wanted as Filter[]).some((one) => isMatch(one, value));
      return (wanted as unknown[]).some((one) => isAccepted(one, value[key]));
    });
  try {
    return isMatch(filter, JSON.parse(body));
  } catch {
    return false;
  }
}

function isAccepted(rule: unknown, value: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  const { exists, 'anything-but': others, ...unknown } = rule as { exists?: boolean; 'anything-but'?: unknown };
  if (Object.keys(unknown).length > 0) throw new Error(`the test does not know ${Object.keys(unknown).join(', ')}`);
  if (exists !== undefined) return exists === (value !== undefined);
  return value !== undefined && ![others].flat().includes(value);
}

const stack = new ExporterStack(createApp(), 'Watch', {
  env: { account: '111122223333', region: 'eu-west-1' },
  notifications: {
    critical: { endpointParameters: ['/pager/url'], emails: ['oncall@example.com'] },
    warning: { endpointParameters: ['/tickets/url'] },
    okActions: ['critical', 'warning'],
  },
  healthEvents: true,
  dashboard: false,
});
const template = Template.fromStack(stack);
const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));
const [subscription, ...others] = subscriptions.filter(({ Properties }) => Properties.Protocol === 'https');
const filter = subscription?.Properties.FilterPolicy as Filter;
const filters = [filter, ...others.map(({ Properties }) => Properties.FilterPolicy as Filter)];

describe('the filter of a pager', () => {
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));

  it.each(names)('lets the message %s through', (name) => {
    expect(isDelivered(filter, JSON.stringify(messageOf(name).Message))).toBe(true);
  });

  it.each(names)('of both levels drops %s as the first message of a new alarm, unless the alarm fires', (name) => {
    const first: Filter = { ...messageOf(name).Message, OldStateValue: 'INSUFFICIENT_DATA' };
    const fires = first.NewStateValue === 'ALARM';
    expect(filters.map((one) => isDelivered(one, JSON.stringify(first)))).toEqual([fires, fires]);
  });

  it('lets a message about AWS Health through', () => {
    const message = rule?.Properties.Targets[0].InputTransformer.InputTemplate;
    expect(isDelivered(filter, message.replace(/<(\w+-\w+)>/g, '$1'))).toBe(true);
  });

  it('drops a brief, which would open a second incident', () => {
    const brief = { subject: 'Brief', opening: [['x']], groupings: [], sections: [], commands: [], comparisons: [] };
    const { default: text, https } = toTopicMessage(brief).forms;
    expect([isDelivered(filter, text), isDelivered(filter, https)]).toEqual([false, false]);
  });

  it('reads the body of messages. A filter on attributes would drop the pages, because they have none', () => {
    expect(subscription?.Properties.FilterPolicyScope).toBe('MessageBody');
  });

  it('does not apply to an e-mail address, because it would drop every text that is not JSON', () => {
    const [mail] = subscriptions.filter(({ Properties }) => Properties.Protocol === 'email');
    expect([mail?.Properties.FilterPolicy, mail?.Properties.FilterPolicyScope]).toEqual([undefined, undefined]);
  });

  it('drops no end of an incident, because no alarm changes from ALARM to INSUFFICIENT_DATA', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const treatments = new Set(alarms.map(({ Properties }) => Properties.TreatMissingData));
    expect([...treatments].sort()).toEqual(['breaching', 'ignore', 'notBreaching']);
  });

  it('reads the envelope of SNS, which raw delivery would remove', () => {
    expect(subscription?.Properties.RawMessageDelivery).toBeUndefined();
  });
});

describe('every alarm that notifies', () => {
  const deployment = createLocalDeployment({
    now: () => 0,
    stacks: [{ name: 'Watch', region: 'eu-west-1', template: template.toJSON() as never }],
  });
  const { alarms, topics } = deployment;
  const notifying = alarms.in('eu-west-1').filter(({ configuration }) => configuration.OKActions?.length);

  /** Sets the state of an alarm, and returns what its topic delivers to a pager. */
  function publishedBy(alarm: (typeof notifying)[number], state: 'ALARM' | 'OK') {
    const before = topics.published.length;
    alarms.setState(alarm, state, { reason: 'Drill' });
    return topics.published.slice(before).map((message) => messageFor('https', message));
  }

  it('is found, and one of them is composite', () => {
    expect(notifying.length).toBeGreaterThan(10);
    expect(notifying.filter(({ kind }) => kind === 'composite')).toHaveLength(1);
  });

  it.each(notifying.map((alarm) => [alarm.name, alarm] as const))('%s opens and closes an incident', (name, alarm) => {
    publishedBy(alarm, 'OK');
    const opened = publishedBy(alarm, 'ALARM');
    const closed = publishedBy(alarm, 'OK');
    for (const [state, bodies] of [
      ['ALARM', opened],
      ['OK', closed],
    ] as const) {
      expect(bodies).toHaveLength(1);
      const [body = ''] = bodies;
      const message = JSON.parse(body);
      expect(message).toMatchObject({ AlarmName: name, NewStateValue: state });
      for (const member of membersIn(inMessage))
        expect([member, message[member]]).toEqual([member, expect.stringMatching(/./)]);
      expect(isDelivered(filter, body)).toBe(true);
    }
  });
});
