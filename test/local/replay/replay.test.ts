/** When a replay polls, and in which orders it evaluates the alarms of a minute. */
import { describe, expect, it } from '@jest/globals';
import { HISTORIES } from '../../../local/replay/histories';
import type { Delivery, History } from '../../../local/replay/history';
import { connectInProcess, replay } from '../../../local/replay/replay';
import { DEFAULT_STACK_ALARMS } from '../../support/replays';
import { HOUR, MINUTE, settingsOf } from '../../support/world';

const QUIET_HOUR: History = { ...(HISTORIES['no mail'] as History), isNewStack: true, lengthMs: HOUR };

/** Returns the minutes of the hour in which the exporter calls SES. `second` is the delivery of the second of four events. */
async function pollMinutes(second: Delivery): Promise<number[]> {
  const calls: number[] = [];
  const history: History = {
    ...QUIET_HOUR,
    delivery: (since) => (since > 15 * MINUTE && since < 30 * MINUTE ? second : 'on time'),
  };
  await replay(history, [], settingsOf(), {
    connect: (aws) => {
      const sendDataPoints = (calledAt: number) => {
        calls.push(calledAt);
        return aws.account.sendDataPoints(calledAt);
      };
      return connectInProcess({ ...aws, account: { ...aws.account, sendDataPoints } });
    },
  });
  return calls.map((time) => Math.floor((time % HOUR) / MINUTE));
}

describe('the minutes of polls if the second delivery is', () => {
  it.each<[Delivery, number[]]>([
    ['on time', [7, 22, 37, 52]],
    ['missing', [7, 37, 52]],
    ['twice', [7, 22, 22, 37, 52]],
    ['after the next', [7, 37, 37, 52]],
    ['throttled by Lambda', [7, 31, 37, 52]],
  ])('%s', async (delivery, minutes) => {
    expect(await pollMinutes(delivery)).toEqual(minutes);
  });
});

it('a replay evaluates the alarms of a minute in both orders', async () => {
  // These alarms leave INSUFFICIENT_DATA in the first minute.
  const early = DEFAULT_STACK_ALARMS.filter((alarm) => alarm.kind === 'metric' && alarm.missingData === 'notBreaching');
  const [first, last] = [early.at(0)?.id ?? '', early.at(-1)?.id ?? ''];
  const evaluatedFirst = new Set<string>();
  const observed = DEFAULT_STACK_ALARMS.map((alarm) => {
    if (alarm.kind !== 'composite') return alarm;
    const isMet = (stateOf: (id: string) => string | undefined) => {
      const known = [first, last].filter((id) => stateOf(id) !== 'INSUFFICIENT_DATA');
      if (known.length === 1) evaluatedFirst.add(known[0] === first ? 'first' : 'last');
      return false;
    };
    return { ...alarm, rule: { ...alarm.rule, isMet } };
  });
  await replay(QUIET_HOUR, observed, settingsOf());
  expect([...evaluatedFirst].sort()).toEqual(['first', 'last']);
});
