/** A burst pages once per incident, even when hourly polls see it only once or twice. */
import { expect, it } from '@jest/globals';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { EXTRA_PERIODS } from '../../../local/alarms/evaluation-range';
import { readAlarms } from '../../../local/alarms/template-alarms';
import type { History } from '../../../local/replay/history';
import { RATE_INCIDENTS } from '../../../local/replay/rate-incidents';
import { replay } from '../../../local/replay/replay';
import { criticalMessages } from '../../support/replays';
import { settingsOf } from '../../support/world';

const ALARMS = readAlarms(synthesizeStack({ 'exporter:schedulePeriodMinutes': 60 }));

it.each([
  ['list import', 1],
  ['second burst', 2],
  ['bounces and complaints in one burst', 1],
])('%s: %i pages', async (name, pages) => {
  const outcomes = await replay(RATE_INCIDENTS[name] as History, ALARMS, settingsOf({ schedulePeriodMinutes: 60 }));
  expect(outcomes).toHaveLength(EXTRA_PERIODS.length);
  for (const outcome of outcomes) expect(criticalMessages(outcome, 'ALARM')).toHaveLength(pages);
});
