/** The tables of CloudWatch's documentation on missing data and on composite alarms. */
import { describe, expect, it } from '@jest/globals';
import { type EvaluationOrder, startAlarms } from '../../../local/alarms/alarm-evaluation';
import { parseAlarmRule } from '../../../local/alarms/alarm-rule';
import type { AlarmState } from '../../../local/alarms/alarm-state';
import type { CompositeAlarm, MetricAlarm, MissingData } from '../../../local/alarms/template-alarms';
import { metricAlarm } from '../../support/metric-alarm';
import { MINUTE } from '../../support/world';

const ALARM = metricAlarm({ datapointsToAlarm: 3, evaluationPeriods: 3, missingData: 'ignore' });

const POINTS: Record<string, boolean | undefined> = { '0': false, X: true, '-': undefined };

/** @param points oldest first: 0 does not breach, X breaches, - is missing */
function expectStates(template: MetricAlarm, points: string, expected: Record<string, AlarmState | 'retained'>): void {
  const newestFirst = points
    .split(' ')
    .reverse()
    .map((point) => POINTS[point]);
  for (const [missingData, state] of Object.entries(expected)) {
    const alarm = { ...template, missingData: missingData as MissingData };
    const evaluation = startAlarms([alarm], () => newestFirst, { createdAt: 0, extraPeriods: 2 });
    evaluation.evaluate(0);
    const expectedState = state === 'retained' ? 'INSUFFICIENT_DATA' : state;
    expect([missingData, evaluation.states.get('alarm')]).toEqual([missingData, expectedState]);
  }
}

describe('three of three', () => {
  it.each<[string, Record<MissingData, AlarmState | 'retained'>]>([
    ['0 - X - X', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['0 - - - -', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
    ['- - - - -', { missing: 'INSUFFICIENT_DATA', ignore: 'retained', breaching: 'ALARM', notBreaching: 'OK' }],
    ['0 X X - X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
    ['- - X - -', { missing: 'ALARM', ignore: 'retained', breaching: 'ALARM', notBreaching: 'OK' }],
  ])('%s (oldest first)', (points, expected) => {
    expectStates(ALARM, points, expected);
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
  ])('%s (oldest first)', (points, expected) => {
    expectStates({ ...ALARM, datapointsToAlarm: 2 }, points, expected);
  });
});

describe('the evaluation range', () => {
  it.each([
    [1, 'INSUFFICIENT_DATA'],
    [2, 'ALARM'],
  ] as const)('with %i extra periods: X X X - - is %s', (extra, state) => {
    const newestFirst = [undefined, undefined, true, true, true];
    const evaluation = startAlarms([ALARM], () => newestFirst, { createdAt: 0, extraPeriods: extra });
    evaluation.evaluate(0);
    expect(evaluation.states.get('alarm')).toBe(state);
  });
});

it('an alarm is not evaluated during its warm-up', () => {
  const alarm = { ...ALARM, alarmActions: ['pager'], warmUpMs: 120_000 };
  const evaluation = startAlarms([alarm], () => [true, true, true], { createdAt: 0, extraPeriods: 1 });
  for (const minute of [0, 60_000, 120_000]) evaluation.evaluate(minute);
  expect(evaluation.messages.map(({ time }) => time)).toEqual([120_000]);
});

/** Minutes in which an alarm is in ALARM: [from, to). */
type Spans = readonly (readonly [from: number, to: number])[];

function composite(rule: string, suppressor?: CompositeAlarm['suppressor']): CompositeAlarm {
  const actions = { alarmActions: ['pager'], okActions: ['pager'] };
  return {
    kind: 'composite',
    id: 'page',
    name: 'page',
    description: '',
    rule: parseAlarmRule(rule),
    suppressor,
    ...actions,
  };
}

/** Returns the messages to the pager, such as `ALARM 4`, without the first OK of a new alarm. */
function messagesOf(page: CompositeAlarm, inAlarm: Readonly<Record<string, Spans>>, order?: EvaluationOrder): string[] {
  const isInAlarm = (id: string, minute: number) =>
    (inAlarm[id] ?? []).some(([from, to]) => minute >= from && minute < to);
  const alarms = [...Object.keys(inAlarm).map((id) => metricAlarm({ id })), page];
  const evaluation = startAlarms(alarms, ({ id }, time) => [isInAlarm(id, time / MINUTE)], {
    createdAt: 0,
    extraPeriods: 1,
    order,
  });
  for (let minute = 0; minute < 40; minute++) evaluation.evaluate(minute * MINUTE);
  return evaluation.messages
    .map(({ state, time }) => `${state} ${time / MINUTE}`)
    .filter((text) => !/^OK [0-2]$/.test(text));
}

function orderOf(...ids: readonly string[]): EvaluationOrder {
  return (alarms) => alarms.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

describe('a composite alarm follows every change of its children, also within a minute', () => {
  const page = composite('ALARM("fast") OR (ALARM("slow") AND NOT ALARM("memory"))');
  const burstDuringSlow = { slow: [[2, 20]], fast: [[5, 9]], memory: [[5, 30]] } as const;

  it.each([
    ['fast before memory', ['slow', 'fast', 'memory'], ['ALARM 2', 'OK 9']],
    ['memory before fast', ['slow', 'memory', 'fast'], ['ALARM 2', 'OK 5', 'ALARM 5', 'OK 9']],
  ])('%s', (_, ids, messages) => {
    expect(messagesOf(page, burstDuringSlow, orderOf(...ids))).toEqual(messages);
  });
});

describe('a burst that one poll sees, and a lasting alarm that fires when the burst ends', () => {
  const page = composite('ALARM("fast") OR (ALARM("slow") AND NOT ALARM("memory"))');
  const states = { fast: [[5, 20]], slow: [[20, 30]], memory: [[20, 40]] } as const;

  it.each([
    ['page twice in this order only', ['fast', 'slow', 'memory'], ['ALARM 5', 'OK 20', 'ALARM 20', 'OK 20']],
    ['page once', ['fast', 'memory', 'slow'], ['ALARM 5', 'OK 20']],
    ['page once', ['slow', 'fast', 'memory'], ['ALARM 5', 'OK 20']],
    ['page once', ['slow', 'memory', 'fast'], ['ALARM 5', 'OK 20']],
    ['page once', ['memory', 'fast', 'slow'], ['ALARM 5', 'OK 20']],
    ['page once', ['memory', 'slow', 'fast'], ['ALARM 5', 'OK 20']],
  ])('%s: %j', (_, ids, messages) => {
    expect(messagesOf(page, states, orderOf(...ids))).toEqual(messages);
  });
});

/**
 * The numbered examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html, with a
 * wait of 2 minutes and an extension of 3.
 */
describe('a composite alarm with a suppressor', () => {
  const page = composite('ALARM("child")', { id: 'suppressor', waitMs: 2 * MINUTE, extensionMs: 3 * MINUTE });

  it.each<[string, Spans, Spans, string[]]>([
    ['1: acts when the wait ends', [[2, 40]], [], ['ALARM 4']],
    ['2: is suppressed by an ALARM during the wait', [[2, 40]], [[3, 40]], []],
    ['3: returns to OK during the wait, and acts after a new wait', [[2, 3]], [], ['OK 5']],
    ['4: is suppressed by an earlier ALARM', [[2, 40]], [[1, 40]], []],
    ['5: acts when the extension ends', [[2, 40]], [[3, 6]], ['ALARM 9']],
    ['6: returns to OK during the extension, and acts after a new wait', [[2, 7]], [[3, 6]], ['OK 9']],
    ['acts on OK even though its ALARM was suppressed', [[4, 7]], [[3, 10]], ['OK 13']],
    ['fires during the extension, and acts after a new wait', [[8, 40]], [[3, 6]], ['ALARM 10']],
    [
      'is suppressed again by an ALARM during the extension',
      [[2, 40]],
      [
        [3, 6],
        [8, 20],
      ],
      ['ALARM 23'],
    ],
    ['acts once', [[2, 40]], [[10, 12]], ['ALARM 4']],
  ])('%s', (_, child, suppressor, messages) => {
    expect(messagesOf(page, { child, suppressor })).toEqual(messages);
  });
});
