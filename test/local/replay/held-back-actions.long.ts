/** A suppressor or a mute rule holds back the brief with its page. It would not hold back an EventBridge event. */
import { expect, it } from '@jest/globals';
import { PAGE_SLUG } from '../../../lib/alarms/alarm-page';
import { withoutStack } from '../../../local/alarms/template-alarms';
import { BRIEF_INCIDENTS } from '../../../local/replay/brief-incidents';
import type { History } from '../../../local/replay/history';
import { replay } from '../../../local/replay/replay';
import { criticalMessages, DEFAULT_STACK_ALARMS, DEFAULT_STACK_BRIEFS } from '../../support/replays';
import { MINUTE, settingsOf } from '../../support/world';

const IMPORT = BRIEF_INCIDENTS['one imported list'] as History;
const BURST = DEFAULT_STACK_ALARMS.find(({ name }) => withoutStack(name) === 'bounce-rate-fast-burn');

/** The alarms of the stack, with a suppressor of the page that is in ALARM whenever the page is. */
const SUPPRESSED = DEFAULT_STACK_ALARMS.map((alarm) =>
  alarm.kind === 'composite' && withoutStack(alarm.name) === PAGE_SLUG
    ? { ...alarm, suppressor: { id: BURST?.id ?? '', waitMs: MINUTE, extensionMs: MINUTE } }
    : alarm,
);

async function replayed(history: History, alarms = DEFAULT_STACK_ALARMS) {
  const outcomes = await replay(history, alarms, settingsOf(), { briefs: DEFAULT_STACK_BRIEFS });
  return outcomes.map((outcome) => [criticalMessages(outcome, 'ALARM').length, outcome.briefs.length]);
}

it('a suppressed page has no brief', async () => {
  expect(new Set((await replayed(IMPORT, SUPPRESSED)).flat())).toEqual(new Set([0]));
});

it('a page after the end of a mute rule has a brief', async () => {
  const isMuted = (since: number) => since < 40 * MINUTE;
  expect(new Set((await replayed({ ...IMPORT, isMuted })).flat())).toEqual(new Set([1]));
});
