/** Formats a verdict for programs. */

import type { TimeInAlarm } from '../../../local/verdict/alarm-times';
import type { Notice, RateAlarmReading } from '../../../local/verdict/notices';
import type { Reading } from '../../../local/verdict/readings';
import type { Verdict } from '../../../local/verdict/verdict';
import { toWholeSeconds } from '../../terminal/iso-time';

/** Returns the facts of the text. Times are ISO 8601 in whole seconds, rates and shares are 0-1. */
export function toVerdictJson(verdict: Verdict) {
  const { from, to, hasMail, coverage, pages, warnings, heldBack, nearMisses, now, unjudged, judgedFrom } = verdict;
  return {
    from: toWholeSeconds(from),
    to: toWholeSeconds(to),
    hasMail,
    coverage,
    pages: pages.map(toNotice),
    warnings: warnings.map(toNotice),
    heldBack: heldBack.map(({ alarm, ...span }) => ({ alarm, ...toSpan(span) })),
    nearMisses: nearMisses.map(({ level, closeness, ...alarm }) => ({ level, closeness, ...toReading(alarm) })),
    now,
    notJudged: [...unjudged].map(([reason, alarms]) => ({ reason, alarms })),
    judgedFrom: Object.fromEntries([...judgedFrom].map(([alarm, time]) => [alarm, toWholeSeconds(time)])),
    accuracySeconds: verdict.accuracyMs / 1000,
  };
}

export type VerdictJson = ReturnType<typeof toVerdictJson>;

/** The doubt is null if the data shows the start. */
function toNotice({ alarm, causes, drops, doubt, ...span }: Notice) {
  return { alarm, ...toSpan(span), doubt: doubt ?? null, causes: [...causes.map(toReading), ...drops] };
}

/** The end of a span is null while it lasts. */
function toSpan({ from, to }: TimeInAlarm) {
  return { from: toWholeSeconds(from), to: to === undefined ? null : toWholeSeconds(to) };
}

function toReading({ alarm, rate, setting, reading }: RateAlarmReading) {
  return { alarm, metric: rate, setting, reading: reading ? withIsoTime(reading) : null };
}

function withIsoTime({ time, ...values }: Reading) {
  return { time: toWholeSeconds(time), ...values };
}
