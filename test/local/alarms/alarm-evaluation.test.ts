/** CloudWatch's own tables: of missing data, out of a range of five for three points; and of composite alarms. */
import { describe, expect, it } from '@jest/globals';
import {
  type AlarmState,
  type EvaluationOrder,
  readBreachesOf,
  startAlarms,
} from '../../../local/alarms/alarm-evaluation';
import { parseAlarmRule } from '../../../local/alarms/alarm-rule';
import { parseMetricMath } from '../../../local/alarms/metric-math';
import type { CompositeAlarm, MetricAlarm, MissingData } from '../../../local/alarms/template-alarms';
import { createMetricStore } from '../../../local/aws/metric-store';

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

const MINUTE = 60_000;

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

it('a datum that comes late changes a period that was read before, and the one after it, which DIFF compares with it', () => {
  const metric = { namespace: 'Test', name: 'a', dimensions: {} };
  const store = createMetricStore({ now: () => 10 * MINUTE });
  const alarm: MetricAlarm = {
    ...ALARM,
    metrics: { a: { metric, statistic: 'Maximum' } },
    value: parseMetricMath('(a) - DIFF(a)', ['a']),
    isBreaching: (value) => value >= 1,
  };
  const read = readBreachesOf(store);
  const put = (minute: number, value: number) => store.put('Test', [{ ...metric, timestamp: minute * MINUTE, value }]);
  put(6, 0);
  put(7, 0);
  expect(read(alarm, 8 * MINUTE).slice(0, 2)).toEqual([false, false]);
  put(6, 1);
  expect(read(alarm, 8 * MINUTE).slice(0, 2)).toEqual([true, true]);
});

it('a warm-up keeps an alarm from going off', () => {
  const alarm = { ...ALARM, warmUpMs: 120_000 };
  const evaluation = startAlarms([alarm], () => [true, true, true], 0, 1);
  for (const minute of [0, 60_000, 120_000]) evaluation.evaluate(minute);
  expect(evaluation.messages.map(({ time }) => time)).toEqual([120_000]);
});

/** Minutes within which an alarm is in ALARM. */
type Spans = readonly (readonly [from: number, to: number])[];

function metricAlarm(id: string): MetricAlarm {
  return { ...ALARM, id, alarmActions: [], evaluationPeriods: 1, datapointsToAlarm: 1 };
}

function composite(rule: string, suppressor?: CompositeAlarm['suppressor']): CompositeAlarm {
  const both = { alarmActions: ['pager'], okActions: ['pager'] };
  return {
    kind: 'composite',
    id: 'page',
    name: 'page',
    description: '',
    rule: parseAlarmRule(rule),
    suppressor,
    ...both,
  };
}

/** What the pager gets, but for the OK of a new alarm, as `ALARM 4`. */
function messagesOf(page: CompositeAlarm, on: Readonly<Record<string, Spans>>, order?: EvaluationOrder): string[] {
  const isOn = (id: string, minute: number) => (on[id] ?? []).some(([from, to]) => minute >= from && minute < to);
  const alarms = [...Object.keys(on).map(metricAlarm), page];
  const evaluation = startAlarms(alarms, ({ id }, time) => [isOn(id, time / MINUTE)], 0, 1, order);
  for (let minute = 0; minute < 40; minute++) evaluation.evaluate(minute * MINUTE);
  return evaluation.messages
    .map(({ state, time }) => `${state} ${time / MINUTE}`)
    .filter((text) => !/^OK [0-2]$/.test(text));
}

describe('the rule of a composite alarm', () => {
  const inAlarm =
    (...names: string[]) =>
    (child: string): AlarmState =>
      names.includes(child) ? 'ALARM' : 'OK';

  it.each<[string, string[], boolean]>([
    ['ALARM("a")', ['a'], true],
    ['ALARM(a)', [], false],
    ['OK("a")', [], true],
    ['INSUFFICIENT_DATA("a")', ['a'], false],
    ['TRUE', [], true],
    ['FALSE OR ALARM("a")', ['a'], true],
    ['ALARM("a") AND NOT ALARM("b")', ['a'], true],
    ['ALARM("a") AND NOT ALARM("b")', ['a', 'b'], false],
    ['ALARM("a") AND (NOT (ALARM("b") OR ALARM("c")))', ['a', 'c'], false],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['c'], true],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['c', 'd'], false],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['a', 'd'], true],
  ])('%s with %j in ALARM is %s', (rule, names, met) => {
    expect(parseAlarmRule(rule).isMet(inAlarm(...names))).toBe(met);
  });

  it.each([
    'ALARM()',
    'ALARM("a", "b")',
    'AT_LEAST(1, ALARM, (a))',
    'ALARM("a") XOR ALARM("b")',
    '"a"',
    '1',
    'ALARM(2)',
    'a',
  ])('is an error where it holds %s', (rule) => {
    expect(() => parseAlarmRule(rule)).toThrow();
  });

  it('is an error where it leans on an order of AND and OR', () => {
    expect(() => parseAlarmRule('ALARM("a") OR ALARM("b") AND ALARM("c")')).toThrow(/write parentheses/);
  });

  it('names its alarms', () => {
    expect(parseAlarmRule('ALARM("a") AND NOT OK(b)').children).toEqual(['a', 'b']);
  });
});

describe('a composite alarm follows each change of an alarm that it names, within a minute too', () => {
  const page = composite('ALARM("fast") OR (ALARM("slow") AND NOT ALARM("memory"))');
  const burstWhileSlowIsOn = { slow: [[2, 20]], fast: [[5, 9]], memory: [[5, 30]] } as const;
  const order =
    (...ids: string[]): EvaluationOrder =>
    (alarms) =>
      [...alarms].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));

  it.each([
    ['fast before memory', ['slow', 'fast', 'memory'], ['ALARM 2', 'OK 9']],
    ['memory before fast', ['slow', 'memory', 'fast'], ['ALARM 2', 'OK 5', 'ALARM 5', 'OK 9']],
  ])('%s', (_, ids, messages) => {
    expect(messagesOf(page, burstWhileSlowIsOn, order(...ids))).toEqual(messages);
  });
});

describe('a burst that one poll sees, and a lasting alarm that goes off as the burst ends', () => {
  const page = composite('ALARM("fast") OR (ALARM("slow") AND NOT ALARM("memory"))');
  const states = { fast: [[5, 20]], slow: [[20, 30]], memory: [[20, 40]] } as const;
  const order =
    (...ids: string[]): EvaluationOrder =>
    (alarms) =>
      [...alarms].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));

  it.each([
    ['page twice in this order alone', ['fast', 'slow', 'memory'], ['ALARM 5', 'OK 20', 'ALARM 20', 'OK 20']],
    ['page once', ['fast', 'memory', 'slow'], ['ALARM 5', 'OK 20']],
    ['page once', ['slow', 'fast', 'memory'], ['ALARM 5', 'OK 20']],
    ['page once', ['slow', 'memory', 'fast'], ['ALARM 5', 'OK 20']],
    ['page once', ['memory', 'fast', 'slow'], ['ALARM 5', 'OK 20']],
    ['page once', ['memory', 'slow', 'fast'], ['ALARM 5', 'OK 20']],
  ])('%s: %j', (_, ids, messages) => {
    expect(messagesOf(page, states, order(...ids))).toEqual(messages);
  });
});

/** Examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html: wait 2, extension 3. */
describe('a composite alarm with a suppressor', () => {
  const page = composite('ALARM("child")', { id: 'suppressor', waitMs: 2 * MINUTE, extensionMs: 3 * MINUTE });

  it.each<[string, Spans, Spans, string[]]>([
    ['1: acts when the wait is over', [[2, 40]], [], ['ALARM 4']],
    ['2: is suppressed by an ALARM within the wait', [[2, 40]], [[3, 40]], []],
    ['3: back within the wait, acts on OK after a new wait', [[2, 3]], [], ['OK 5']],
    ['4: is suppressed by an ALARM that came before', [[2, 40]], [[1, 40]], []],
    ['5: acts when the extension is over', [[2, 40]], [[3, 6]], ['ALARM 9']],
    ['6: back within the extension, acts on OK after a new wait', [[2, 7]], [[3, 6]], ['OK 9']],
    ['acts on OK though nobody got the ALARM, which a suppressor held back', [[4, 7]], [[3, 10]], ['OK 13']],
    ['goes off within the extension, and acts after a new wait', [[8, 40]], [[3, 6]], ['ALARM 10']],
    [
      'is suppressed anew by an ALARM within the extension',
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
