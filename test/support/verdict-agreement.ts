/** Compares the verdict on one response with a replay, which polls SES every 15 minutes and evaluates every minute. */
import { expect } from '@jest/globals';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import type { AlarmMessage } from '../../local/alarms/alarm-actions';
import { EXTRA_PERIODS } from '../../local/alarms/evaluation-range';
import { HISTORIES } from '../../local/replay/histories';
import { AWS_RATES_IN_GOOD_STANDING, type History } from '../../local/replay/history';
import { INCIDENT, mailOf, replay } from '../../local/replay/replay';
import { accountOf } from '../../local/simulation/simulated-account';
import { slugOf } from '../../local/verdict/judgeable-alarms';
import type { AwsRates, JudgedStack } from '../../local/verdict/verdict';
import { DEFAULT_JUDGED_STACK, judgePoints } from './verdicts';
import { DAY, HOUR, MINUTE } from './world';

/** Expects the same messages of all alarms that the verdict can judge, under every assumption about the evaluation range. */
export async function expectVerdictOfReplay(
  name: string,
  change: Partial<History> = {},
  stack: JudgedStack = DEFAULT_JUDGED_STACK,
): Promise<void> {
  const history = { ...(HISTORIES[name] as History), ...change };
  const { alarms, settings } = stack;
  const [slot = 0] = scheduledSlots(INCIDENT, INCIDENT + history.lengthMs - MINUTE, settings.schedulePeriodMinutes);
  const points = accountOf(mailOf(history)).sendDataPoints(slot) ?? [];
  const outcomes = await replay(history, alarms, settings);
  for (const [index, extraPeriods] of EXTRA_PERIODS.entries()) {
    const verdict = await judgePoints(
      points,
      slot,
      { awsRates: awsRatesOf(history, slot) },
      { ...stack, extraPeriods },
    );
    const unjudged = [...verdict.unjudged.values()].flat();
    const messages = outcomes[index]?.messages ?? [];
    const reopens = ({ alarm, time }: AlarmMessage) =>
      messages.some((other) => other.state === 'OK' && other.alarm === alarm && other.time === time);
    const sent = messages
      .filter((message) => message.state === 'ALARM' && message.time <= slot + MINUTE && !reopens(message))
      .map(({ alarm, time }) => `${slugOfId(alarm, stack)} ${(time - INCIDENT) / MINUTE}`)
      .filter((message) => !unjudged.some((slug) => message.startsWith(`${slug} `)));
    const judged = [...verdict.pages, ...verdict.warnings].map(
      ({ alarm, from }) => `${alarm} ${(from - INCIDENT) / MINUTE}`,
    );
    expect(judged.sort()).toEqual([...new Set(sent)].sort()); // the page has two actions
    expect(judged.length).toBeGreaterThanOrEqual(history.pages.length);
  }
}

function slugOfId(id: string, { alarms }: JudgedStack): string {
  const alarm = alarms.find((alarm) => alarm.id === id);
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
