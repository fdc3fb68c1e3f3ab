/** Tests of the default stack over histories. */
import { describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { MEMORY_SLUG, PAGE_SLUG } from '../../lib/alarms/alarm-page';
import { type AlarmName, toSlug } from '../../lib/alarms/alarm-table';
import { EXTRA_PERIODS } from '../../local/alarms/evaluation-range';
import { readAlarms, type TemplateAlarm, withoutStack } from '../../local/alarms/template-alarms';
import { readBriefFunction } from '../../local/replay/brief-function';
import { HISTORIES } from '../../local/replay/histories';
import type { History, Pager } from '../../local/replay/history';
import { type Outcome, replay } from '../../local/replay/replay';
import { settingsOf } from './world';

const DEFAULT_STACK = synthesizeStack();

export const DEFAULT_STACK_ALARMS = readAlarms(DEFAULT_STACK);
export const DEFAULT_STACK_BRIEFS = readBriefFunction(DEFAULT_STACK);

/** Histories that only `npm run test:long` replays: of many days, or with a quicker one of the same kind. */
export const LONG_HISTORIES = [
  'healthy fortnight',
  'five mails a day',
  'no mail',
  'slow drift',
  'burst during a drift',
  'drift, then AWS’s',
  'one poll missing',
  'second burst',
  'bounces and complaints in one burst',
  'small sender',
  'burst before the stack',
  'ours, then AWS’s within the day',
  'under review, then shut down',
  'exporter down for a day',
  'quota and burst',
  'burst while the exporter is down',
  'exporter stops after a burst',
  'one subject',
  'one provider',
  'complaint burst',
  'ours, then AWS’s for days',
  'GetAccount fails',
  'one recipient domain',
  'index some minutes late',
  'bounces hours after their mailing',
  'brief without Virtual Deliverability Manager',
  'quiet night',
  'polls repeated and out of order',
  'exporter stops in a burst',
  'shut down at once',
  'one sender',
  'mixture',
  'bounces without a record',
] as const;

/** Alarms whose states follow from other alarms. The expected pages cover them. */
const DERIVED_ALARMS = [PAGE_SLUG, MEMORY_SLUG];

/** Describes the tests of all histories but the long ones. */
export function describeShortHistories(): void {
  for (const [name, history] of Object.entries(HISTORIES)) {
    if (!LONG_HISTORIES.some((long) => long === name)) describeHistory(name, history);
  }
}

/** Expects the outcome of a history under every assumption about CloudWatch's evaluation range. */
export function describeHistory(name: string, history: History): void {
  describe(`${name}: ${history.description}`, () => {
    it(titleOf(history), async () => {
      const outcomes = await replay(history, DEFAULT_STACK_ALARMS, settingsOf(), { briefs: DEFAULT_STACK_BRIEFS });
      expect(outcomes).toHaveLength(EXTRA_PERIODS.length);
      for (const outcome of outcomes) expectOutcome(outcome, history);
    });
  });
}

function titleOf({ alarms, pages }: History): string {
  const fired = Object.entries(alarms).map(([name, [from, to]]) => `${name} after ${from} to ${to} minutes`);
  return `${fired.join(', ') || 'no alarm'}; ${pages.length} pages`;
}

function expectOutcome(outcome: Outcome, { alarms, pages, okMessages, briefs = [] }: History): void {
  const minutesToAlarm = new Map([...outcome.minutesToAlarm].map(([id, minutes]) => [slugOf(id), minutes]));
  const fired = [...minutesToAlarm.keys()].filter((slug) => !DERIVED_ALARMS.includes(slug));
  expect(fired.sort()).toEqual(
    Object.keys(alarms)
      .map((name) => toSlug(name as AlarmName))
      .sort(),
  );
  for (const [name, [from, to]] of Object.entries(alarms)) {
    const minutes = minutesToAlarm.get(toSlug(name as AlarmName));
    expect(minutes).toBeGreaterThanOrEqual(from);
    expect(minutes).toBeLessThanOrEqual(to);
  }
  const sent = criticalMessages(outcome, 'ALARM');
  expect(sent.map(({ alarm }) => slugOf(alarm))).toEqual(pages.map(([pager]) => slugOfPager(pager)));
  for (const [index, [, from, to]] of pages.entries()) {
    expect(sent[index]?.minutes).toBeGreaterThanOrEqual(from);
    expect(sent[index]?.minutes).toBeLessThanOrEqual(to);
  }
  expectAlternatingStates(criticalMessages(outcome));
  if (okMessages !== undefined) expect(criticalMessages(outcome, 'OK')).toHaveLength(okMessages);
  expectBriefs(outcome, briefs);
}

/** Expects the briefs, each after its page and within the time that a brief may take. */
function expectBriefs(outcome: Outcome, expected: NonNullable<History['briefs']>): void {
  const pages = criticalMessages(outcome, 'ALARM');
  expect(outcome.briefs.map(({ subject }) => subject)).toEqual(
    expected.map(({ subject }) => expect.stringContaining(subject)),
  );
  for (const [index, { text, minutes }] of outcome.briefs.entries()) {
    expect(text.split('\n', 1)[0]).toContain(expected[index]?.finding);
    expect(minutes).toBeGreaterThanOrEqual(pages[index]?.minutes ?? Number.NaN);
    expect(minutes).toBeLessThanOrEqual((pages[index]?.minutes ?? Number.NaN) + 11);
  }
}

/** Returns the messages to the critical topic. Default: those of all states. */
export function criticalMessages({ messages }: Outcome, state?: string): Outcome['messages'] {
  return messages.filter(
    (message) => message.topic.startsWith('TopicsCritical') && (state === undefined || message.state === state),
  );
}

/** Expects that no alarm sends the same state twice in a row. */
function expectAlternatingStates(messages: Outcome['messages']): void {
  const lastState = new Map<string, string>();
  for (const { alarm, state, minutes } of messages) {
    expect([alarm, minutes, state]).not.toEqual([alarm, minutes, lastState.get(alarm)]);
    lastState.set(alarm, state);
  }
}

function slugOf(id: string): string {
  const { name } = DEFAULT_STACK_ALARMS.find((alarm) => alarm.id === id) as TemplateAlarm;
  return withoutStack(name);
}

function slugOfPager(pager: Pager): string {
  return pager === 'ratesPage' ? PAGE_SLUG : toSlug(pager);
}
