/** Compares the verdict on one response with a replay, which polls SES every 15 minutes and evaluates every minute. */
import { expect } from '@jest/globals';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { EXTRA_PERIODS } from '../../local/alarms/evaluation-range';
import { HISTORIES } from '../../local/replay/histories';
import { AWS_RATES_IN_GOOD_STANDING, type History } from '../../local/replay/history';
import { INCIDENT, mailOf, replay } from '../../local/replay/replay';
import { accountOf } from '../../local/simulation/simulated-account';
import { slugOf } from '../../local/verdict/judgeable-alarms';
import type { AwsRates } from '../../local/verdict/verdict';
import { DEFAULT_STACK_ALARMS } from './replays';
import { judgePoints } from './verdicts';
import { DAY, HOUR, MINUTE, settingsOf } from './world';

/** Expects the same messages of all alarms that the verdict can judge, under every assumption about the evaluation range. */
export async function expectVerdictOfReplay(name: string, change: Partial<History> = {}): Promise<void> {
  const history = { ...(HISTORIES[name] as History), ...change };
  const [slot = 0] = scheduledSlots(INCIDENT, INCIDENT + history.lengthMs - MINUTE, 15);
  const points = accountOf(mailOf(history)).sendDataPoints(slot) ?? [];
  const outcomes = await replay(history, DEFAULT_STACK_ALARMS, settingsOf());
  for (const [index, extraPeriods] of EXTRA_PERIODS.entries()) {
    const verdict = await judgePoints(points, slot, { awsRates: awsRatesOf(history, slot) }, { extraPeriods });
    const unjudged = [...verdict.unjudged.values()].flat();
    const sent = (outcomes[index]?.messages ?? [])
      .filter(({ state, time }) => state === 'ALARM' && time <= slot + MINUTE)
      .map(({ alarm, time }) => `${slugOfId(alarm)} ${(time - INCIDENT) / MINUTE}`)
      .filter((message) => !unjudged.some((slug) => message.startsWith(`${slug} `)));
    const judged = [...verdict.pages, ...verdict.warnings].map(
      ({ alarm, from }) => `${alarm} ${(from - INCIDENT) / MINUTE}`,
    );
    expect(judged.sort()).toEqual([...new Set(sent)].sort()); // the page has two actions
    expect(judged.length).toBeGreaterThanOrEqual(history.pages.length);
  }
}

function slugOfId(id: string): string {
  const alarm = DEFAULT_STACK_ALARMS.find((alarm) => alarm.id === id);
  return alarm ? slugOf(alarm) : id;
}

/** AWS publishes its rates once an hour. */
function awsRatesOf(history: History, to: number): AwsRates {
  const rates: { [R in keyof AwsRates]: AwsRates[R][number][] } = { BounceRate: [], ComplaintRate: [] };
  for (let timestamp = INCIDENT - 10 * DAY; timestamp <= to; timestamp += HOUR) {
    const values = history.awsRates?.(timestamp - INCIDENT) ?? AWS_RATES_IN_GOOD_STANDING;
    rates.BounceRate.push({ timestamp, value: values.BounceRate });
    rates.ComplaintRate.push({ timestamp, value: values.ComplaintRate });
  }
  return rates;
}
