/** CloudWatch's own tables of what missing data does to an alarm that asks for three points, out of a range of five. */
import { describe, expect, it } from '@jest/globals';
import { type AlarmState, startAlarms } from '../../local/alarm-evaluation';
import type { CompositeAlarm, MetricAlarm, MissingData } from '../../local/template-alarms';

const ALARM: MetricAlarm = {
  kind: 'metric',
  id: 'alarm',
  name: 'alarm',
  description: '',
  periodMs: 60_000,
  metrics: {},
  value: () => undefined,
  isBreaching: () => false,
  threshold: 1,
  datapointsToAlarm: 3,
  evaluationPeriods: 3,
  missingData: 'ignore',
  warmUpMs: 0,
  alarmActions: ['pager'],
  okActions: [],
};

const POINTS: Record<string, boolean | undefined> = { '0': false, X: true, '-': undefined };

function expectStates(template: MetricAlarm, text: string, expected: Record<string, AlarmState | 'retained'>): void {
  const newestFirst = text
    .split(' ')
    .reverse()
    .map((point) => POINTS[point]);
  for (const [missingData, state] of Object.entries(expected)) {
    const alarm = { ...template, missingData: missingData as MissingData };
    const evaluation = startAlarms([alarm], () => newestFirst, 0, 2);
    evaluation.evaluate(0);
    const shown = state === 'retained' ? 'INSUFFICIENT_DATA' : state;
    expect([missingData, evaluation.states.get('alarm')]).toEqual([missingData, shown]);
  }
}

describe('three of three', () => {
  it.each<[string, Record<MissingData, AlarmState | 'retained'>]>([
    ['0 - X - X', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['0 - - - -', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['- - - - -', { missing: 'INSUFFICIENT_DATA', ignore: 'retained', breaching: 'ALARM', notBreaching: 'OK' }],
    ['0 X X - X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    ['- - X - -', { missing: 'ALARM', ignore: 'retained', breaching: 'ALARM', notBreaching: 'OK' }],
  ])('%s (oldest first)', (text, expected) => {
    expectStates(ALARM, text, expected);
  });
});

describe('two of three', () => {
  it.each<[string, Record<MissingData, AlarmState | 'retained'>]>([
    ['0 - X - X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    ['0 0 X 0 X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    ['0 - X - -', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
    ['- - - - 0', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
    ['- - - X -', { missing: 'ALARM', ignore: 'retained', breaching: 'ALARM', notBreaching: 'OK' }],
    ['X 0 0 X 0', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  ])('%s (oldest first)', (text, expected) => {
    expectStates({ ...ALARM, datapointsToAlarm: 2 }, text, expected);
  });
});

describe('the evaluation range', () => {
  it.each([
    [1, 'INSUFFICIENT_DATA'],
    [2, 'ALARM'],
  ] as const)('of three and %i periods: X X X - - is %s', (extra, state) => {
    const newestFirst = [undefined, undefined, true, true, true];
    const evaluation = startAlarms([ALARM], () => newestFirst, 0, extra);
    evaluation.evaluate(0);
    expect(evaluation.states.get('alarm')).toBe(state);
  });
});

it('a warm-up keeps an alarm from going off', () => {
  const alarm = { ...ALARM, warmUpMs: 120_000 };
  const evaluation = startAlarms([alarm], () => [true, true, true], 0, 1);
  for (const minute of [0, 60_000, 120_000]) evaluation.evaluate(minute);
  expect(evaluation.messages.map(({ time }) => time)).toEqual([120_000]);
});

describe('a composite alarm', () => {
  const MINUTE = 60_000;
  const composite: CompositeAlarm = {
    kind: 'composite',
    id: 'page',
    name: 'page',
    description: '',
    child: 'day',
    suppressor: 'hour',
    waitMs: MINUTE,
    extensionMs: 10 * MINUTE,
    alarmActions: ['pager'],
    okActions: [],
  };

  /** Minutes at which the pager is told, with the alarms of the hour and of the day on in these minutes. */
  function pagesOf(hour: [number, number], day: [number, number]): number[] {
    const isOn = (minute: number, [from, to]: [number, number]) => minute >= from && minute < to;
    const alarms = [
      { ...ALARM, id: 'hour', alarmActions: [], evaluationPeriods: 1, datapointsToAlarm: 1 },
      { ...ALARM, id: 'day', alarmActions: [], evaluationPeriods: 1, datapointsToAlarm: 1 },
      composite,
    ];
    const evaluation = startAlarms(alarms, ({ id }, time) => [isOn(time / MINUTE, id === 'hour' ? hour : day)], 0, 1);
    for (let minute = 0; minute < 60; minute++) evaluation.evaluate(minute * MINUTE);
    return evaluation.messages.filter(({ state }) => state === 'ALARM').map(({ time }) => time / MINUTE);
  }

  it.each<[string, [number, number], [number, number], number[]]>([
    ['tells by itself, a minute late', [0, 0], [10, 20], [11]],
    ['is quiet while its suppressor is on', [5, 30], [10, 20], []],
    ['is quiet in the extension after it', [5, 10], [12, 18], []],
    ['tells when it is still on after the extension', [5, 10], [12, 40], [20]],
    ['is quiet when its suppressor goes on within the wait', [11, 30], [10, 20], []],
  ])('%s', (_, hour, day, minutes) => {
    expect(pagesOf(hour, day)).toEqual(minutes);
  });
});
