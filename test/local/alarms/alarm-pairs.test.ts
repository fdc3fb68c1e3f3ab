/**
 * Every pair of critical alarms in one incident: which alarms page, and how often. Both fire in the same minute, in each order
 * in which CloudWatch may evaluate them, and return to OK after an hour and a half.
 */
import { describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { MEMORY_SLUG, PAGE_SLUG } from '../../../lib/alarms/alarm-page';
import { ALARM_NAMES, type AlarmName, RATE_PAGE, rowOf, toSlug } from '../../../lib/alarms/alarm-table';
import { type EvaluationOrder, startAlarms } from '../../../local/alarms/alarm-evaluation';
import { type MetricAlarm, readAlarms, withoutStack } from '../../../local/alarms/template-alarms';

const ALARMS = readAlarms(synthesizeStack());
const SLUGS = new Map(ALARMS.map(({ id, name }) => [id, withoutStack(name)]));
const CRITICAL = ALARM_NAMES.filter((name) => rowOf(name).level === 'critical');
const RATES: readonly AlarmName[] = [...RATE_PAGE.bursts, ...RATE_PAGE.lasting];

type Pair = readonly [AlarmName, AlarmName];

const PAIRS = CRITICAL.flatMap((one, index) => CRITICAL.slice(index + 1).map((other): Pair => [one, other]));

/** Pairs that cannot be in ALARM at once, because the expression of the first excludes the state of the second. */
const EXCLUDED: Partial<Record<AlarmName, AlarmName>> = {
  accountUnderReview: 'accountShutDown',
  sendingDisabled: 'accountShutDown',
};

function pagerOf(name: AlarmName): string {
  return RATES.includes(name) ? PAGE_SLUG : toSlug(name);
}

/** Returns the alarms that page for a pair. All rates share one page. `EXCLUDED` alarms do not page. */
function expectedPagers(pair: Pair): string[] {
  const inAlarm = pair.filter((name) => !pair.includes(EXCLUDED[name] as AlarmName));
  return [...new Set(inAlarm.map(pagerOf))].sort();
}

/** Returns the values that a metric alarm reads in one period while these alarms fire, with one datapoint per metric. */
function operandsFor(alarm: MetricAlarm, firing: readonly AlarmName[]): Record<string, number> {
  const isShutDown = firing.includes('accountShutDown');
  const isDisabled = isShutDown || firing.includes('sendingDisabled');
  const isReviewed = !isShutDown && firing.includes('accountUnderReview');
  return Object.fromEntries(
    Object.entries(alarm.metrics).map(([id, { metric, statistic }]) => {
      const window = metric.dimensions.Window;
      const isBad = (kind: string) =>
        firing.some((name) =>
          window === '1h' ? name === `${kind}FastBurn` : window === '24h' && name === `${kind}Critical`,
        );
      const values: Record<string, number> = {
        DeliveryAttempts: firing.includes('exporterSilent') && alarm.id.includes('exporterSilent') ? -1 : 2000,
        BounceRate: isBad('bounceRate') ? 0.2 : 0.01,
        ComplaintRate: isBad('complaintRate') ? 0.02 : 0.0001,
        'Reputation.BounceRate': firing.includes('awsBounceRateCritical') ? 0.2 : 0.01,
        'Reputation.ComplaintRate': firing.includes('awsComplaintRateCritical') ? 0.02 : 0.0001,
        EnforcementLevel: isShutDown ? 2 : Number(isReviewed),
        SendingEnabled: statistic === 'SampleCount' ? 1 : Number(!isDisabled),
        SendQuotaUsage: firing.includes('quotaCritical') ? 0.99 : 0.1,
        NewestDataPointAge: 900,
      };
      return [id, values[metric.name] ?? 0];
    }),
  );
}

const MINUTE = 60_000;
/** Minutes of an incident. */
const FIRST = 45;
const STARTS = 60;
const ENDS = 150;
const LAST = 210;

/** Returns whether the newest periods of an alarm breach, newest first. */
type Breaches = (alarm: MetricAlarm, time: number) => readonly boolean[];

/**
 * Returns the incident of a pair. In each period, the first 0, 1 or 2 alarms of the pair fire. Two numbers decide whether an
 * alarm breaches: how many alarms of the pair fire in its period, and how many fire in the period before.
 *
 * @param delay minutes from the first alarm of the pair to the second
 */
function incidentOf(pair: Pair, delay: number): Breaches {
  const firingAt = (minute: number): number => {
    if (minute <= STARTS || minute > ENDS) return 0;
    return minute > STARTS + delay ? 2 : 1;
  };
  const tableOf = (alarm: MetricAlarm): boolean[][] => {
    const operands = [0, 1, 2].map((firing) => operandsFor(alarm, pair.slice(0, firing)));
    return operands.map((now) => operands.map((before) => alarm.isBreaching(alarm.value(now, () => before) as number)));
  };
  const breachesOf = (alarm: MetricAlarm) => {
    const table = tableOf(alarm);
    const period = alarm.periodMs / MINUTE;
    const isBreaching = (end: number) => table[firingAt(end)]?.[firingAt(end - period)] === true;
    return Array.from({ length: LAST + 1 }, (_, minute) =>
      Array.from({ length: alarm.evaluationPeriods + 1 }, (_, index) => isBreaching(minute - index * period)),
    );
  };
  const known = new Map(ALARMS.flatMap((alarm) => (alarm.kind === 'metric' ? [[alarm, breachesOf(alarm)]] : [])));
  return (alarm, time) => known.get(alarm)?.[time / MINUTE] ?? [];
}

/** Returns the messages of an incident to the critical topic, without the first messages of new alarms. */
function messagesOf(breaches: Breaches, order: EvaluationOrder): string[] {
  const evaluation = startAlarms(ALARMS, breaches, { createdAt: 0, extraPeriods: 1, order });
  for (let minute = FIRST; minute <= LAST; minute++) evaluation.evaluate(minute * MINUTE);
  return evaluation.messages
    .filter(({ topic, time }) => topic.startsWith('TopicsCritical') && time / MINUTE > STARTS)
    .map(({ alarm, state }) => `${SLUGS.get(alarm)} ${state}`);
}

/** Returns an order in which one alarm is first and another is last. */
function sorted(first: string, last: string): EvaluationOrder {
  const rankOf = ({ id }: MetricAlarm) => (SLUGS.get(id) === first ? 0 : SLUGS.get(id) === last ? 2 : 1);
  const inOrder = ALARMS.filter((alarm) => alarm.kind === 'metric').sort((a, b) => rankOf(a) - rankOf(b));
  return () => inOrder;
}

it('there are 55 pairs of 11 critical alarms', () => {
  expect([CRITICAL.length, PAIRS.length]).toEqual([11, 55]);
});

describe('in one incident', () => {
  it.each(PAIRS.map((pair) => [...pair, expectedPagers(pair).join(' and ')] as const))(
    '%s and %s: %s pages',
    (one, other, pagers) => {
      const expected = pagers.split(' and ').flatMap((name) => [`${name} ALARM`, `${name} OK`]);
      const breaches = incidentOf([one, other], 0);
      const slugs = [toSlug(one), toSlug(other), MEMORY_SLUG];
      for (const first of slugs) {
        for (const last of slugs.filter((slug) => slug !== first)) {
          const messages = messagesOf(breaches, sorted(first, last));
          expect([first, last, messages.sort()]).toEqual([first, last, expected.sort()]);
        }
      }
    },
  );
});

describe('a burst that begins while the page is open for a lasting alarm', () => {
  it.each(RATE_PAGE.lasting.flatMap((lasting) => RATE_PAGE.bursts.map((burst): Pair => [lasting, burst])))(
    '%s, then %s: no second page, in either order',
    (lasting, burst) => {
      const breaches = incidentOf([lasting, burst], 40);
      for (const [first, last] of [
        [MEMORY_SLUG, toSlug(burst)],
        [toSlug(burst), MEMORY_SLUG],
      ] as const) {
        expect([first, messagesOf(breaches, sorted(first, last))]).toEqual([
          first,
          [`${PAGE_SLUG} ALARM`, `${PAGE_SLUG} OK`],
        ]);
      }
    },
  );
});
