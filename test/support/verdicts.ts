/** Verdicts of the default stack over the points of one response. */
import { neededCounters } from '../../lambda/send-statistics/gauges';
import { type ReportedPoint, toSendHistory } from '../../lambda/send-statistics/send-history';
import { DEFAULT_ALARMS } from '../../lib/alarms/alarm-table';
import { type Evidence, type JudgedStack, judge, type Notice, type Verdict } from '../../local/verdict/verdict';
import type { Interval } from './independent-verdict';
import { DEFAULT_STACK_ALARMS } from './replays';
import { settingsOf } from './world';

const SETTINGS = settingsOf();

/** @param at the slot, and the time of the call */
export function judgePoints(
  points: readonly ReportedPoint[],
  at: number,
  evidence: Partial<Evidence> = {},
  stack: Partial<JudgedStack> = {},
): Promise<Verdict> {
  return judge(
    {
      history: toSendHistory(points, at, neededCounters(SETTINGS)),
      calledAt: at,
      slot: at,
      standing: [],
      awsRates: { BounceRate: [], ComplaintRate: [] },
      missing: {},
      ...evidence,
    },
    { alarms: DEFAULT_STACK_ALARMS, alarmSettings: DEFAULT_ALARMS, settings: SETTINGS, ...stack },
  );
}

export function intervalsOf(notices: readonly Notice[], alarm?: string): Interval[] {
  return notices.filter((notice) => alarm === undefined || notice.alarm === alarm).map(({ from, to }) => [from, to]);
}
