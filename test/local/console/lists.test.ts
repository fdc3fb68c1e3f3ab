/** The alarms and the messages that the page lists. */
import { describe, expect, it } from '@jest/globals';
import type { PublishedMessage } from '../../../local/aws/sns';
import { toAlarmList } from '../../../local/console/alarm-list';
import { toMessageList } from '../../../local/console/message-list';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import { exampleStack } from '../../support/deployment-world';
import { at, MINUTE } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:critical';

describe('the list of alarms', () => {
  const deployment = createLocalDeployment({ now: () => NOON, stacks: [exampleStack()] });
  const { alarms } = deployment;
  const set = (slug: string, state: 'ALARM' | 'INSUFFICIENT_DATA' | 'OK') => {
    const alarm = alarms.find('us-east-1', `SesMetricsExporter-us-east-1-${slug}`);
    if (!alarm) throw new Error(slug);
    alarms.setState(alarm, state, { reason: `set to ${state}` });
  };
  set('bounce-rate-warning', 'ALARM');
  set('bounce-rate-fast-burn', 'ALARM');
  set('quota-critical', 'INSUFFICIENT_DATA');
  const list = toAlarmList(alarms.in('us-east-1'), {
    isMuted: (name) => name.endsWith('-1-bounce-rate-warning'),
    whyNotEvaluated: ([metric]) => (metric?.namespace === 'AWS/SQS' ? 'reason' : undefined),
  });

  it('begins with the page, then the alarms in ALARM by their level, then those without data', () => {
    expect(list.slice(0, 5).map(({ name, state, level }) => [name, state, level])).toEqual([
      ['sending-rates-page', 'ALARM', 'critical'],
      ['bounce-rate-fast-burn', 'ALARM', 'critical'],
      ['bounce-rate-warning', 'ALARM', 'warning'],
      ['quota-critical', 'INSUFFICIENT_DATA', 'critical'],
      ['account-shut-down', 'OK', 'critical'],
    ]);
    expect(list.filter(({ notEvaluated }) => !notEvaluated).at(-1)).toMatchObject({
      name: 'burst-memory',
      level: 'none',
    });
  });

  it('says which alarms are not evaluated, unless somebody set them to ALARM', () => {
    const notEvaluated = () =>
      toAlarmList(alarms.in('us-east-1'), {
        isMuted: () => false,
        whyNotEvaluated: (metrics) => (metrics.some(({ namespace }) => namespace === 'AWS/SQS') ? 'reason' : undefined),
      }).flatMap((alarm) => (alarm.notEvaluated ? [`${alarm.name}: ${alarm.notEvaluated}`] : []));
    expect(notEvaluated()).toEqual(['polls-given-up: reason']);
    set('polls-given-up', 'ALARM');
    expect(notEvaluated()).toEqual([]);
    set('polls-given-up', 'INSUFFICIENT_DATA');
  });

  it('shows a composite alarm as not evaluated if no child is evaluated', () => {
    const list = toAlarmList(alarms.in('us-east-1'), {
      isMuted: () => false,
      whyNotEvaluated: (metrics) =>
        metrics.some(({ name }) => /^(Bounce|Complaint)Rate$/.test(name)) ? 'r' : undefined,
    });
    expect(list.find(({ name }) => name === 'burst-memory')).toMatchObject({ notEvaluated: 'r' });
  });

  it('says how much of a composite alarm is not evaluated, unless it is in ALARM', () => {
    const page = () =>
      toAlarmList(alarms.in('us-east-1'), {
        isMuted: () => false,
        whyNotEvaluated: (metrics) => (metrics.some(({ name }) => name === 'ComplaintRate') ? 'reason' : undefined),
      }).find(({ name }) => name === 'sending-rates-page');
    expect(page()?.state).toBe('ALARM');
    expect(page()?.partlyEvaluated).toBeUndefined();
    set('bounce-rate-fast-burn', 'OK');
    expect(page()).toMatchObject({
      state: 'OK',
      notEvaluated: undefined,
      partlyEvaluated: expect.stringMatching(/^\d of its \d alarms are not evaluated on this machine, because reason$/),
    });
    set('bounce-rate-fast-burn', 'ALARM');
  });

  it('says which alarms are muted, and where the runbook describes each', () => {
    expect(list.filter(({ isMuted }) => isMuted).map(({ name }) => name)).toEqual(['bounce-rate-warning']);
    expect(list[1]?.runbook).toBe('/documents/RUNBOOK.md#alarm-bounce-rate-fast-burn');
  });
});

describe('the list of messages', () => {
  const message = (change: Partial<PublishedMessage>): PublishedMessage => ({
    topicArn: TOPIC,
    subject: 'Subject',
    message: 'Text',
    attributes: {},
    publishedAt: NOON,
    ...change,
  });
  const alarm = (change: object) =>
    message({
      message: JSON.stringify({
        AlarmName: 'Stack-us-east-1-sending-rates-page',
        AlarmDescription: 'Bounces. Runbook: https://wiki.example.com/page#page-sending-rates',
        NewStateValue: 'ALARM',
        OldStateValue: 'OK',
        NewStateReason: 'because',
        StateChangeTime: '2026-11-25T11:59:00.000+0000',
        ...change,
      }),
    });
  const list = (...messages: PublishedMessage[]) =>
    toMessageList(messages, [{ topicArn: TOPIC, protocol: 'email', endpoint: 'on-call@example.com' }], NOON);

  it.each<[string, PublishedMessage, object]>([
    [
      'a page, with its time, its reason and its heading in the runbook',
      alarm({}),
      {
        kind: 'alarm',
        level: 'critical',
        time: NOON,
        text: expect.stringMatching(/^Bounces\..*\n\nOK -> ALARM: because$/),
        receivers: ['email on-call@example.com'],
        runbook: '/documents/RUNBOOK.md#page-sending-rates',
      },
    ],
    ['the end of a page', alarm({ NewStateValue: 'OK', OldStateValue: 'ALARM' }), { kind: 'ok', level: 'critical' }],
    ['a brief', message({ attributes: { kind: 'brief' } }), { kind: 'brief', text: 'Text', time: NOON }],
    ['any other message', message({}), { kind: 'other', subject: 'Subject', text: 'Text' }],
    ['a message without a subject', message({ subject: undefined }), { kind: 'other', subject: 'no subject' }],
    ['a message to a topic without receivers', message({ topicArn: `${TOPIC}2` }), { receivers: [] }],
  ])('shows %s', (_, published, expected) => {
    expect(list(published)).toEqual([expect.objectContaining(expected)]);
  });

  const ok = alarm({ NewStateValue: 'OK', OldStateValue: 'INSUFFICIENT_DATA' });

  it('leaves out the OK of a new alarm', () => {
    expect(list(ok)).toEqual([]);
  });

  it('has the OK of an alarm that lost its data', () => {
    expect(list(ok, alarm({}), ok).map(({ kind }) => kind)).toEqual(['alarm', 'ok']);
  });

  it('is in the order in which the messages arrive, without those that arrive later', () => {
    const brief = (minutes: number) => message({ publishedAt: NOON + minutes * MINUTE, attributes: { kind: 'brief' } });
    expect(list(brief(-1), brief(1), brief(-2)).map(({ id, time }) => [id, (time - NOON) / MINUTE])).toEqual([
      [2, -2],
      [0, -1],
    ]);
  });

  it('names only the receivers whose filter lets the message through', () => {
    const attributes = {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: JSON.stringify({ $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }] }),
    };
    const subscriptions = [
      { topicArn: TOPIC, protocol: 'https', endpoint: 'https://pager.example/', attributes },
      { topicArn: TOPIC, protocol: 'email', endpoint: 'on-call@example.com' },
    ];
    const receivers = (published: PublishedMessage) => toMessageList([published], subscriptions, NOON)[0]?.receivers;
    expect(receivers(alarm({}))).toEqual(['https https://pager.example/', 'email on-call@example.com']);
    expect(receivers(message({ attributes: { kind: 'brief' } }))).toEqual(['email on-call@example.com']);
  });
});
