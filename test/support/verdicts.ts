/** Verdicts of the default stack over the points of one response. */
import { readStackConfig, type StackContext } from '../../cli/stack/stack-settings';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { neededCounters } from '../../lambda/send-statistics/gauges';
import { type ReportedPoint, toSendHistory } from '../../lambda/send-statistics/send-history';
import { DEFAULT_ALARMS } from '../../lib/alarms/alarm-table';
import { readAlarms } from '../../local/alarms/template-alarms';
import type { Notice } from '../../local/verdict/notices';
import { type Evidence, type JudgedStack, judge, type Verdict } from '../../local/verdict/verdict';
import type { Interval } from './independent-verdict';
import { DEFAULT_STACK_ALARMS } from './replays';
import { settingsOf } from './world';

const SETTINGS = settingsOf();

export const DEFAULT_JUDGED_STACK: JudgedStack = {
  alarms: DEFAULT_STACK_ALARMS,
  alarmSettings: DEFAULT_ALARMS,
  settings: SETTINGS,
};

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
    { ...DEFAULT_JUDGED_STACK, ...stack },
  );
}

/** Returns the stack that a context configures. */
export function stackOf(context: StackContext): JudgedStack {
  const { config, settings } = readStackConfig(context);
  return { alarms: readAlarms(synthesizeStack(context)), alarmSettings: config.alarms, settings };
}

export function intervalsOf(notices: readonly Notice[], alarm?: string): Interval[] {
  return notices.filter((notice) => alarm === undefined || notice.alarm === alarm).map(({ from, to }) => [from, to]);
}
