import { describe, expect, it } from '@jest/globals';
import { alarmsByKind, InvalidEvent, readPage } from '../../../lambda/alarm-brief/alarm-event';
import type { RateAlarm } from '../../../lambda/alarm-brief/contract';
import { at, DAY, HOUR } from '../../support/world';

const NOW = at('2026-11-04T09:22:30Z');
const HOURLY: RateAlarm = { kind: 'bounce', windowMs: HOUR, window: '1h' };
const DAILY: RateAlarm = { kind: 'bounce', windowMs: DAY, window: '24h' };
const COMPLAINTS: RateAlarm = { kind: 'complaint', windowMs: DAY, window: '24h' };
const AWS_BOUNCES: RateAlarm = { kind: 'bounce', windowMs: DAY };
const ALARMS = { 'bounces-1h': HOURLY, 'bounces-24h': DAILY, 'complaints-24h': COMPLAINTS, 'aws-bounces': AWS_BOUNCES };

/** The event of an alarm action, in the form that AWS documents. */
function eventOf(alarmName: string, state: object = {}): object {
  return {
    source: 'aws.cloudwatch',
    alarmArn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarmName}`,
    accountId: '111122223333',
    time: '2026-11-04T09:22:10.138+0000',
    region: 'eu-west-1',
    alarmData: {
      alarmName,
      state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-11-04T09:22:09.490+0000', ...state },
      previousState: { value: 'OK', reason: 'Threshold not Crossed', timestamp: '2026-11-03T09:22:09.490+0000' },
      configuration: {},
    },
  };
}

/** The state of a composite alarm with these children. */
function reasonOf(...children: readonly (readonly [name: string, value?: string])[]): object {
  const triggeringAlarms = children.map(([name, value = 'ALARM']) => ({
    arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
    state: { value, timestamp: '2026-11-04T09:22:09.490+0000' },
  }));
  return { reasonData: JSON.stringify({ triggeringAlarms }) };
}

const causesOf = (event: object) => readPage(event, ALARMS, NOW)?.causes;

describe('the causes of a page are', () => {
  it.each<[string, object, RateAlarm[]]>([
    ['the alarm itself', eventOf('bounces-1h'), [HOURLY]],
    ['the child that fired a composite alarm', eventOf('page', reasonOf(['bounces-24h'])), [DAILY]],
    [
      'all children in ALARM, each once',
      eventOf('page', reasonOf(['bounces-1h'], ['complaints-24h'], ['bounces-1h'])),
      [HOURLY, COMPLAINTS],
    ],
    ['no child that left ALARM', eventOf('page', reasonOf(['burst-memory', 'OK'], ['bounces-24h', 'OK'])), []],
    ['no alarm that the settings do not have', eventOf('page', reasonOf(['disk-full'])), []],
    ['no name that every object has', eventOf('constructor', reasonOf(['toString'], ['__proto__'])), []],
    ['unknown without a reason', eventOf('page'), []],
    ['unknown if the reason is not JSON', eventOf('page', { reasonData: '{"triggeringAlarms":' }), []],
    ['unknown if the reason is null', eventOf('page', { reasonData: 'null' }), []],
    [
      'unknown if the reason has another shape',
      eventOf('page', { reasonData: '{"triggeringAlarms":[null,{},7]}' }),
      [],
    ],
  ])('%s', (_, event, causes) => {
    expect(causesOf(event)).toEqual(causes);
  });
});

describe('the time of a page is', () => {
  it.each([
    ['the time of the state', eventOf('page'), '2026-11-04T09:22:09.490Z'],
    ['the time of the event, if the state has none', eventOf('page', { timestamp: 'x' }), '2026-11-04T09:22:10.138Z'],
    ['now, if nothing is readable', { alarmData: { state: { value: 'ALARM' } } }, '2026-11-04T09:22:30Z'],
    [
      'now, if the state is in the future',
      eventOf('page', { timestamp: '2027-01-01T00:00:00Z' }),
      '2026-11-04T09:22:30Z',
    ],
  ])('%s', (_, event, time) => {
    expect(readPage(event, ALARMS, NOW)?.at).toBe(at(time));
  });
});

it.each(['OK', 'INSUFFICIENT_DATA'])('an alarm in %s is no page', (value) => {
  expect(readPage(eventOf('bounces-1h', { value }), ALARMS, NOW)).toBeUndefined();
});

describe('a drill', () => {
  it.each([
    ['is an alarm whose reason begins with the word', eventOf('page', { reason: 'Drill by Sam' }), true],
    ['is recognized in lower case', eventOf('page', { reason: 'drill' }), true],
    ['is no alarm with another reason', eventOf('page', { reason: 'Drilling: Threshold Crossed' }), false],
    ['is no alarm that mentions it', eventOf('page', { reason: 'Threshold Crossed: Drill' }), false],
  ])('%s', (_, event, isDrill) => {
    expect(readPage(event, ALARMS, NOW)?.isDrill).toBe(isDrill);
  });

  it('without an alarm takes the shortest window of its kind', () => {
    expect(readPage({ drill: 'bounce' }, ALARMS, NOW)).toEqual({
      alarmName: undefined,
      at: NOW,
      isDrill: true,
      causes: [HOURLY],
    });
  });
});

describe('an event is rejected', () => {
  it.each([
    [undefined, 'The event has no alarmData: pass the event of an alarm action, or {"drill": "bounce"}'],
    ['text', 'The event has no alarmData: pass the event of an alarm action, or {"drill": "bounce"}'],
    [{ alarmData: 'text' }, 'The event has no alarmData: pass the event of an alarm action, or {"drill": "bounce"}'],
    [{ drill: 'sends' }, 'The value of drill is unknown: pass "bounce" or "complaint"'],
    [{ drill: null }, 'The value of drill is unknown: pass "bounce" or "complaint"'],
  ])('%j', (event, message) => {
    expect(() => readPage(event, ALARMS, NOW)).toThrow(new InvalidEvent(message));
  });
});

describe('the brief of a kind is about', () => {
  it.each<[string, RateAlarm[], RateAlarm[]]>([
    ['the shortest window', [DAILY, HOURLY], [HOURLY]],
    ["our own rate before AWS's", [AWS_BOUNCES, DAILY], [DAILY]],
    ["AWS's rate, if it is alone", [AWS_BOUNCES], [AWS_BOUNCES]],
    ['one alarm for each kind', [COMPLAINTS, DAILY], [COMPLAINTS, DAILY]],
    ['nothing without a cause', [], []],
  ])('%s', (_, causes, chosen) => {
    expect([...alarmsByKind(causes).values()]).toEqual(chosen);
  });
});
