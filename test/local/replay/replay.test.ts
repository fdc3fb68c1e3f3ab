/** When a replay polls, and in which orders it evaluates the alarms of a minute. */
import { describe, expect, it } from '@jest/globals';
import { HISTORIES } from '../../../local/replay/histories';
import type { History } from '../../../local/replay/history';
import { connectInProcess, replay } from '../../../local/replay/replay';
import { DEFAULT_STACK_ALARMS } from '../../support/replays';
import { HOUR, MINUTE, settingsOf } from '../../support/world';

const QUIET_HOUR: History = { ...(HISTORIES['no mail'] as History), isNewStack: true, lengthMs: HOUR };

type Delivery = ReturnType<NonNullable<History['delivery']>>;

/** The minutes of the hour in which the exporter calls SES, if the second of four polls is delivered like this. */
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

describe('a poll that is delivered', () => {
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

it('the outcomes evaluate the alarms of a minute in both orders', async () => {
  // These alarms leave INSUFFICIENT_DATA in the first minute.
  const early = DEFAULT_STACK_ALARMS.filter((alarm) => alarm.kind === 'metric' && alarm.missingData === 'notBreaching');
  const [first, last] = [early.at(0)?.id ?? '', early.at(-1)?.id ?? ''];
  const alreadyRead = new Set<string>();
  const observed = DEFAULT_STACK_ALARMS.map((alarm) => {
    if (alarm.kind !== 'composite') return alarm;
    const isMet = (stateOf: (id: string) => string | undefined) => {
      const known = [first, last].filter((id) => stateOf(id) !== 'INSUFFICIENT_DATA');
      if (known.length === 1) alreadyRead.add(known[0] === first ? 'first' : 'last');
      return false;
    };
    return { ...alarm, rule: { ...alarm.rule, isMet } };
  });
  await replay(QUIET_HOUR, observed, settingsOf());
  expect([...alreadyRead].sort()).toEqual(['first', 'last']);
});
