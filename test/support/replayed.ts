import { describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { MEMORY_SLUG, PAGE_SLUG } from '../../lib/alarms/alarm-page';
import { type AlarmName, toSlug } from '../../lib/alarms/alarm-table';
import type { History, Speaker } from '../../local/alarms/histories';
import { EXTRA_PERIODS, type Outcome, replay } from '../../local/alarms/replay';
import { readAlarms, type TemplateAlarm, withoutStack } from '../../local/alarms/template-alarms';
import { settingsOf } from './world';

const ALARMS = readAlarms(synthesizeStack());
const HOURLY_ALARMS = readAlarms(synthesizeStack({ 'exporter:schedulePeriodMinutes': 60 }));

/** They follow from the others: what they do shows in the pages. */
const WITHOUT_HISTORY = [PAGE_SLUG, MEMORY_SLUG];

/** A history replayed against the default stack, whatever CloudWatch's evaluation range. */
export function describeHistory(name: string, history: History): void {
  describe(`${name}: ${history.says}`, () => {
    it(titleOf(history), async () => {
      const outcomes = await replay(history, ALARMS, settingsOf());
      expect(outcomes).toHaveLength(EXTRA_PERIODS.length);
      for (const outcome of outcomes) expectOutcome(outcome, history);
    }, 300_000);
  });
}

/** How often a history pages with polls every hour, which see a burst of an hour once or twice. */
export function describeHourlyHistory(name: string, history: History): void {
  it(`${name} with polls every hour: ${history.pages.length} pages`, async () => {
    const outcomes = await replay(history, HOURLY_ALARMS, settingsOf({ schedulePeriodMinutes: 60 }));
    expect(outcomes).toHaveLength(EXTRA_PERIODS.length);
    for (const { messages } of outcomes) {
      const pages = messages.filter(({ state, topic }) => state === 'ALARM' && topic.startsWith('TopicsCritical'));
      expect(pages).toHaveLength(history.pages.length);
    }
  }, 300_000);
}

function titleOf({ goesOff, pages }: History): string {
  const alarms = Object.entries(goesOff).map(([name, [from, to]]) => `${name} after ${from} to ${to} minutes`);
  return `${alarms.join(', ') || 'nothing goes off'}; ${pages.length} pages`;
}

function expectOutcome({ minutesToAlarm, messages }: Outcome, { goesOff, pages, okMessages }: History): void {
  const wentOff = new Map([...minutesToAlarm].map(([id, minutes]) => [withoutStack(alarmOf(id).name), minutes]));
  const expected = Object.keys(goesOff).map((name) => toSlug(name as AlarmName));
  expect([...wentOff.keys()].filter((slug) => !WITHOUT_HISTORY.includes(slug)).sort()).toEqual(expected.sort());
  for (const [name, [from, to]] of Object.entries(goesOff)) {
    const minutes = wentOff.get(toSlug(name as AlarmName));
    expect(minutes).toBeGreaterThanOrEqual(from);
    expect(minutes).toBeLessThanOrEqual(to);
  }
  const critical = messages.filter(({ topic }) => topic.startsWith('TopicsCritical'));
  const sent = critical.filter(({ state }) => state === 'ALARM');
  expect(sent.map(({ alarm }) => withoutStack(alarmOf(alarm).name))).toEqual(pages.map(([name]) => slugOf(name)));
  expectEveryOkAfterItsAlarm(critical);
  for (const [index, [, from, to]] of pages.entries()) {
    expect(sent[index]?.minutes).toBeGreaterThanOrEqual(from);
    expect(sent[index]?.minutes).toBeLessThanOrEqual(to);
  }
  if (okMessages !== undefined) expect(critical.filter(({ state }) => state === 'OK')).toHaveLength(okMessages);
}

function alarmOf(id: string): TemplateAlarm {
  return ALARMS.find((alarm) => alarm.id === id) as TemplateAlarm;
}

/** But for the first message of a new alarm, which may be that all is well. */
function expectEveryOkAfterItsAlarm(messages: Outcome['messages']): void {
  const last = new Map<string, string>();
  for (const { alarm, state, minutes } of messages) {
    expect([alarm, minutes, last.get(alarm), state]).not.toEqual([alarm, minutes, 'OK', 'OK']);
    expect([alarm, minutes, last.get(alarm), state]).not.toEqual([alarm, minutes, 'ALARM', 'ALARM']);
    last.set(alarm, state);
  }
}

function slugOf(speaker: Speaker): string {
  return speaker === 'ratesPage' ? PAGE_SLUG : toSlug(speaker);
}
