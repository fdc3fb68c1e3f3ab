/**
 * The alarms of the default stack over a history. They are compared with the same alarms on the truth, as a poll without any
 * fault would publish it.
 */
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { PAGE_SLUG } from '../../../lib/alarms/alarm-page';
import { type AlarmEvaluation, startAlarms } from '../../../local/alarms/alarm-evaluation';
import { readBreachesOf } from '../../../local/alarms/breaches';
import { ASSUMED_EXTRA_PERIODS } from '../../../local/alarms/evaluation-range';
import { readAlarms, type TemplateAlarm, withoutStack } from '../../../local/alarms/template-alarms';
import { createMetricStore, type MetricStore } from '../../../local/aws/metric-store';
import type { Cut } from '../../../local/simulation/send-periods';
import { type Plan, START } from './history';
import { knowableSums, slotsBetween, WINDOWS } from './truth';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A live datum keeps `exporter-silent` quiet for 45 minutes after its slot: three periods of 15 minutes. */
const SILENCE = 45 * MINUTE;

/** One poll and two evaluations. A rate alarm may follow a fault-free run this much later. */
const DELAY = 17 * MINUTE;

/** A poll after the blindness, and two more for alarms that need two of three. */
const CATCH_UP = 48 * MINUTE;

/** A burst stays visible in the 24-hour window for this long, with a reserve. */
const MEMORY = 22 * HOUR;

export interface LivePoll {
  readonly at: number;
  readonly slot: number;
}

/** Evaluates the alarms of a run while it goes on. Call `onTime` with ascending times. */
export interface AlarmWatch {
  onTime(time: number, metrics: MetricStore): void;
  /** Returns the problems of the whole history. */
  problems(live: readonly LivePoll[]): string[];
}

let alarms: readonly TemplateAlarm[] | undefined;

/** Returns the alarms on our own rates and on silence, with the alarms that combine them. */
function watchedAlarms(): readonly TemplateAlarm[] {
  alarms ??= readAlarms(synthesizeStack()).filter(
    ({ kind, name }) =>
      kind === 'composite' || /^(exporter-silent|burst-memory|(bounce|complaint)-rate-.*)$/.test(withoutStack(name)),
  );
  return alarms;
}

export function watchAlarms(plan: Plan, cut: Cut): AlarmWatch {
  let evaluation: AlarmEvaluation | undefined;
  let minute = START;
  return {
    onTime(time, metrics) {
      evaluation ??= startEvaluation(metrics);
      for (; minute <= time; minute += MINUTE) evaluation.evaluate(minute);
    },
    problems(live) {
      if (!evaluation) return [];
      return [...silenceProblems(evaluation, plan, live), ...pageProblems(evaluation, plan, cut, live)];
    },
  };
}

function startEvaluation(metrics: MetricStore): AlarmEvaluation {
  return startAlarms(watchedAlarms(), readBreachesOf(metrics), {
    createdAt: START,
    extraPeriods: ASSUMED_EXTRA_PERIODS,
  });
}

/** `exporter-silent` must fire in every long gap between live polls, and in no short one. */
function silenceProblems(evaluation: AlarmEvaluation, { end }: Plan, live: readonly LivePoll[]): string[] {
  const silent = intervalsOf(evaluation, 'exporter-silent', end);
  const problems: string[] = [];
  let newest = live[0]?.slot ?? START;
  for (const [index, { slot }] of live.entries()) {
    newest = Math.max(newest, slot);
    const next = live[index + 1]?.at ?? end;
    const expectedAt = newest + SILENCE;
    const fired = silent.filter(({ from }) => from > newest && from < next);
    if (next > expectedAt + 3 * MINUTE && !fired.some(({ from }) => from <= expectedAt + 3 * MINUTE)) {
      problems.push(
        `exporter-silent does not fire after the poll of ${iso(newest)}, although the next is at ${iso(next)}`,
      );
    }
    if (next < expectedAt && fired.length > 0) {
      problems.push(`exporter-silent fires between the polls of ${iso(newest)} and ${iso(next)}`);
    }
  }
  return problems;
}

/** A page may be late while nothing is published. It must neither be lost nor be false. */
function pageProblems(evaluation: AlarmEvaluation, plan: Plan, cut: Cut, live: readonly LivePoll[]): string[] {
  const [page] = intervalsOf(evaluation, PAGE_SLUG, plan.end);
  const [expected] = intervalsOf(evaluateTruth(plan, cut), PAGE_SLUG, plan.end);
  if (!expected) return page ? [`a page is sent at ${iso(page.from)}, and a run without faults sends none`] : [];
  if (page && page.from < expected.from - DELAY) {
    return [`a page is sent at ${iso(page.from)}, and a run without faults sends it at ${iso(expected.from)}`];
  }
  const seen = live.find(({ slot }) => slot >= expected.from - 3 * MINUTE);
  if (!seen || seen.at > expected.from + MEMORY || seen.at + CATCH_UP > plan.end) return [];
  const before = live.filter(({ slot }) => slot > seen.slot - SILENCE && slot < seen.slot);
  const isPunctual = seen.at <= expected.from + MINUTE && new Set(before.map(({ slot }) => slot)).size === 2;
  const latest = isPunctual ? expected.from + DELAY : seen.at + CATCH_UP;
  if (page && page.from <= latest) return [];
  return [`no page is sent until ${iso(latest)}, and a run without faults sends it at ${iso(expected.from)}`];
}

/** Evaluates the alarms on the values of punctual polls, which are calculated from the mail. */
function evaluateTruth({ mail, end }: Plan, cut: Cut): AlarmEvaluation {
  let time = START;
  const metrics = createMetricStore({ now: () => time });
  const evaluation = startEvaluation(metrics);
  const slots = new Set(slotsBetween(START, end));
  for (; time <= end; time += MINUTE) {
    evaluation.evaluate(time);
    if (!slots.has(time)) continue;
    for (const [window, length] of WINDOWS) {
      const call = { from: time + 5_000, to: time + 5_000 };
      const [sums] = knowableSums(mail, { slot: time, length, cut, call });
      if (!sums) continue;
      const { attempts, bounces, complaints } = sums;
      const rates = attempts > 0 ? { BounceRate: bounces / attempts, ComplaintRate: complaints / attempts } : {};
      const values = { DeliveryAttempts: attempts, ...rates };
      metrics.put(
        'SES/SendStatistics',
        Object.entries(values).map(([name, value]) => ({
          name,
          value,
          timestamp: time,
          dimensions: { Window: window },
        })),
      );
    }
  }
  return evaluation;
}

/** Returns when an alarm was in ALARM. */
function intervalsOf({ changes }: AlarmEvaluation, slug: string, end: number): { from: number; to: number }[] {
  const alarm = watchedAlarms().find(({ name }) => withoutStack(name) === slug);
  if (!alarm) throw new Error(`The stack has no alarm ${slug}`);
  const own = changes.filter((change) => change.alarm === alarm.id);
  return own.flatMap(({ to, time }, index) =>
    to === 'ALARM' ? [{ from: time, to: own[index + 1]?.time ?? end }] : [],
  );
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}
