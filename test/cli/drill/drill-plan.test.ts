import { describe, expect, it } from '@jest/globals';
import type { AlarmId, DeployedAlarm } from '../../../cli/deployed/alarms';
import { DRILL_NAMES, DRILLS } from '../../../cli/drill/drill-kinds';
import { planDrill } from '../../../cli/drill/drill-plan';
import { ALARM_NAMES, rowOf } from '../../../lib/alarms/alarm-table';

const STACK = {
  name: 'SesMetricsExporter',
  region: 'eu-west-1',
  account: '111122223333',
  status: 'CREATE_COMPLETE',
  alarmPrefix: 'SesMetricsExporter-eu-west-1-',
  outputs: {},
};
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:pages';

function alarm(id: AlarmId, changes: Partial<DeployedAlarm> = {}): DeployedAlarm {
  return {
    name: `SesMetricsExporter-eu-west-1-${id}`,
    arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:SesMetricsExporter-eu-west-1-${id}`,
    type: id === 'ratesPage' ? 'composite' : 'metric',
    id,
    level: 'critical',
    state: 'OK',
    stateReason: '',
    stateSince: 0,
    description: '',
    actionsEnabled: true,
    alarmActions: [TOPIC],
    okActions: [TOPIC],
    ...changes,
  };
}

const BURST = alarm('bounceRateFastBurn', { alarmActions: [], okActions: [] });
const PAGE = alarm('ratesPage');
const QUOTA = alarm('quotaCritical');

describe('a drill', () => {
  it.each([
    [
      'of a rate fires the page for all rates',
      'bounce-spike',
      [BURST, PAGE],
      { target: PAGE, cause: BURST, restoreTo: 'OK' },
    ],
    ['of another alarm fires the alarm', 'quota', [BURST, PAGE, QUOTA], { target: QUOTA, restoreTo: 'OK' }],
    [
      'of a rate fires the alarm if it pages by itself',
      'bounce-spike',
      [alarm('bounceRateFastBurn')],
      { target: alarm('bounceRateFastBurn'), restoreTo: 'OK' },
    ],
    [
      'of an alarm without data sets it back to having none',
      'quota',
      [alarm('quotaCritical', { state: 'INSUFFICIENT_DATA' })],
      { restoreTo: 'INSUFFICIENT_DATA' },
    ],
    [
      'runs while a warning is in ALARM',
      'quota',
      [QUOTA, alarm('quotaWarning', { level: 'warning', state: 'ALARM' })],
      { target: QUOTA },
    ],
    [
      'runs after a burst, because the memory of the burst holds back no burst',
      'bounce-spike',
      [BURST, PAGE, alarm('burstMemory', { level: undefined, state: 'ALARM' })],
      { target: PAGE },
    ],
  ] as const)('%s', (_, name, alarms, plan) => {
    expect(planDrill(name, STACK, alarms)).toMatchObject({ drill: name, ...plan });
  });

  it.each([
    [
      'while an incident is open',
      [QUOTA, alarm('accountUnderReview', { state: 'ALARM' })],
      /^An incident is open, and a drill would confuse it\. In ALARM: SesMetricsExporter-eu-west-1-accountUnderReview\. /,
    ],
    ['while its own alarm is in ALARM', [alarm('quotaCritical', { state: 'ALARM' })], /^An incident is open/],
    [
      'until the end of an earlier drill that was killed',
      [QUOTA, alarm('accountUnderReview', { state: 'ALARM', stateReason: 'Drill 1a2b3c4d: it pretends' })],
      /^A drill set \S+-accountUnderReview to ALARM, and still runs or was killed: if none is running, set the alarm back with aws cloudwatch set-alarm-state --region eu-west-1 --alarm-name \S+-accountUnderReview --state-value OK /,
    ],
    [
      'of an alarm whose actions are disabled',
      [alarm('quotaCritical', { actionsEnabled: false })],
      /disabled, so it notifies nobody: enable them with aws cloudwatch enable-alarm-actions --region eu-west-1 --alarm-names SesMetricsExporter-eu-west-1-quotaCritical$/,
    ],
    [
      'while the state of a critical alarm is unknown',
      [QUOTA, alarm('accountUnderReview', { state: 'unknown' })],
      /^CloudWatch does not report the state of \S+-accountUnderReview, so an incident may be open: /,
    ],
    [
      'of an alarm without actions',
      [alarm('quotaCritical', { alarmActions: [] })],
      /has no actions, so it notifies nobody: deploy the stack again$/,
    ],
    [
      'of an alarm that is switched off',
      [BURST, PAGE],
      /^The alarm SesMetricsExporter-eu-west-1-quota-critical does not exist: .* These drills have an alarm: bounce-spike$/,
    ],
    [
      'of a stack without alarms',
      [],
      /^The stack SesMetricsExporter \(CREATE_COMPLETE\) has no alarms .* deploy it again/,
    ],
  ])('is refused %s', (_, alarms, refusal) => {
    expect(planDrill('quota', STACK, alarms)).toEqual({ refusal: expect.stringMatching(refusal) });
  });

  it.each([
    [
      'that has fired',
      '5 datapoints were over the threshold',
      /-quotaWarning is in ALARM already, so it would notify nobody: /,
    ],
    [
      'that an earlier drill left in ALARM',
      'Drill 1a2b3c4d: it pretends',
      /^A drill set \S+-quotaWarning to ALARM, and still runs or was killed: /,
    ],
  ])('is refused for a warning %s', (_, stateReason, refusal) => {
    const firing = alarm('quotaWarning', { level: 'warning', state: 'ALARM', stateReason });
    expect(planDrill('warning', STACK, [firing])).toEqual({ refusal: expect.stringMatching(refusal) });
  });

  it('is refused for a rate without its page, as on an emulator without composite alarms', () => {
    const refusal = /^The alarm SesMetricsExporter-eu-west-1-sending-rates-page does not exist, so nobody is paged/;
    expect(planDrill('bounce-spike', STACK, [BURST])).toEqual({ refusal: expect.stringMatching(refusal) });
  });
});

it('exists for every critical alarm that notifies by itself, and for the page of every kind of rate', () => {
  const drilled = DRILL_NAMES.map((name) => DRILLS[name].alarm);
  const alone = ALARM_NAMES.filter((name) => rowOf(name).level === 'critical' && rowOf(name).page === undefined);
  expect(drilled).toEqual(expect.arrayContaining(alone));
  expect(drilled.map((name) => rowOf(name).events)).toEqual(expect.arrayContaining(['bounce', 'complaint']));
  expect(drilled.map((name) => rowOf(name).level)).toContain('warning');
});
