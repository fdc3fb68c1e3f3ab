import { describe, expect, it } from '@jest/globals';
import { type HistoryItem, incidentsOf, pagersOf, toAlarmEvents } from '../../../../cli/case-file/facts/alarm-events';
import type { AlarmId, DeployedAlarm } from '../../../../cli/deployed/alarms';
import { at, MINUTE } from '../../../support/world';

const NOON = at('2026-11-18T12:00:00Z');
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:pages';

interface Update {
  readonly reason?: string;
  /** False: SetAlarmState changed the state. */
  readonly isEvaluated?: boolean;
}

/** An item as CloudWatch writes it. */
function update(id: AlarmId, minute: number, state: string, { reason, isEvaluated = true }: Update = {}): HistoryItem {
  const newState = {
    stateValue: state,
    stateReason: reason ?? 'Threshold Crossed: 1 datapoint was greater than or equal to the threshold (0.1).',
    ...(isEvaluated && { stateReasonData: { version: '1.0', recentDatapoints: [0.31], threshold: 0.1 } }),
  };
  return {
    id,
    at: NOON + minute * MINUTE,
    type: 'StateUpdate',
    summary: `Alarm updated from OK to ${state}`,
    data: JSON.stringify({ version: '1.0', oldState: { stateValue: 'OK' }, newState }),
  };
}

function action(id: AlarmId, minute: number, actionState = 'Succeeded'): HistoryItem {
  const summary = `${actionState === 'Succeeded' ? 'Successfully executed' : 'Failed to execute'} action ${TOPIC}`;
  const data = JSON.stringify({ actionState, notificationResource: TOPIC });
  return { id, at: NOON + minute * MINUTE, type: 'Action', summary, data };
}

const ALL = pagersOf(undefined);

const pages = (...items: HistoryItem[]) =>
  incidentsOf(toAlarmEvents(items), ALL).map(({ id, from, until }) => [
    id,
    (from - NOON) / MINUTE,
    until === undefined ? undefined : (until - NOON) / MINUTE,
  ]);

describe('a page', () => {
  it.each([
    [
      'lasts from ALARM to OK',
      [update('ratesPage', 0, 'ALARM'), update('ratesPage', 67, 'OK')],
      [['ratesPage', 0, 67]],
    ],
    [
      'also ends if the alarm loses its data',
      [update('quotaCritical', 0, 'ALARM'), update('quotaCritical', 9, 'INSUFFICIENT_DATA')],
      [['quotaCritical', 0, 9]],
    ],
    ['has no end while the alarm is in ALARM', [update('ratesPage', 0, 'ALARM')], [['ratesPage', 0, undefined]]],
    [
      'is found in any order of the items',
      [update('ratesPage', 67, 'OK'), update('ratesPage', 0, 'ALARM')],
      [['ratesPage', 0, 67]],
    ],
    [
      'ends with its own alarm, not with another',
      [update('ratesPage', 0, 'ALARM'), update('quotaCritical', 3, 'OK'), update('ratesPage', 5, 'OK')],
      [['ratesPage', 0, 5]],
    ],
    ['is no warning', [update('bounceRateWarning', 0, 'ALARM')], []],
    ['is no alarm that pages through the page for all rates', [update('bounceRateFastBurn', 0, 'ALARM')], []],
    ['is no test with SetAlarmState', [update('quotaCritical', 0, 'ALARM', { isEvaluated: false })], []],
    ['is no drill, also if it passes data', [update('quotaCritical', 0, 'ALARM', { reason: 'Drill by npm' })], []],
    [
      'for all rates is none if it follows a drill',
      [update('bounceRateFastBurn', 0, 'ALARM', { isEvaluated: false }), update('ratesPage', 0, 'ALARM')],
      [],
    ],
    [
      'for all rates is one if a real alarm follows the drill',
      [
        update('bounceRateFastBurn', 0, 'ALARM', { isEvaluated: false }),
        update('complaintRateFastBurn', 1, 'ALARM'),
        update('ratesPage', 1, 'ALARM'),
      ],
      [['ratesPage', 1, undefined]],
    ],
  ])('%s', (_, items, expected) => {
    expect(pages(...items)).toEqual(expected);
  });
});

describe('an event', () => {
  it('has the actions between it and the next event of its alarm', () => {
    const events = toAlarmEvents([
      update('ratesPage', 0, 'ALARM'),
      action('ratesPage', 0),
      action('quotaCritical', 0),
      update('ratesPage', 5, 'OK'),
      action('ratesPage', 5, 'Failed'),
    ]);
    expect(events.map(({ state, actions }) => [state, actions])).toEqual([
      ['ALARM', [{ receiver: 'pages', succeeded: true }]],
      ['OK', [{ receiver: 'pages', succeeded: false }]],
    ]);
  });

  it.each([
    ['takes its state from the summary', { data: 'not JSON' }, 'ALARM'],
    ['has an unknown state if nothing names it', { data: '{}', summary: 'Alarm updated' }, undefined],
  ])('with unreadable data %s', (_, changed, state) => {
    expect(toAlarmEvents([{ ...update('ratesPage', 0, 'ALARM'), ...changed }])).toMatchObject([{ state }]);
  });
});

describe('the alarms that page', () => {
  const alarm = (id: AlarmId, level: DeployedAlarm['level'], alarmActions: string[]) =>
    ({ id, level, alarmActions }) as unknown as DeployedAlarm;

  it('are those that the deployed stack notifies the critical receivers of', () => {
    const pagers = pagersOf([
      alarm('ratesPage', 'critical', [TOPIC]),
      alarm('bounceRateCritical', 'critical', []),
      alarm('quotaCritical', 'critical', [TOPIC]),
      alarm('quotaWarning', 'warning', [TOPIC]),
    ]);
    expect([...pagers]).toEqual(['ratesPage', 'quotaCritical']);
  });

  it('are those of a stack with every alarm if they are unknown', () => {
    expect([...ALL]).toEqual([
      'ratesPage',
      'accountUnderReview',
      'accountShutDown',
      'sendingDisabled',
      'quotaCritical',
      'exporterSilent',
    ]);
  });
});
