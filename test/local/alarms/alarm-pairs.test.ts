/**
 * Every pair of critical alarms in one incident: who pages, and how often. Both go off in the same minute, in the order that
 * CloudWatch happens to evaluate them, and are over an hour later.
 */
import { describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../../cli/stack/stack-template';
import { MEMORY_SLUG, PAGE_SLUG } from '../../../lib/alarms/alarm-page';
import { ALARM_LEVELS, ALARM_NAMES, type AlarmName, RATE_PAGE, toSlug } from '../../../lib/alarms/alarm-table';
import { type EvaluationOrder, startAlarms } from '../../../local/alarms/alarm-evaluation';
import { type MetricAlarm, readAlarms, type TemplateAlarm, withoutStack } from '../../../local/alarms/template-alarms';

const ALARMS = readAlarms(synthesizeStack());
const CRITICAL = ALARM_NAMES.filter((name) => ALARM_LEVELS[name] === 'critical');
const RATES: readonly AlarmName[] = [...RATE_PAGE.bursts, ...RATE_PAGE.lasting];
const BURSTS: readonly AlarmName[] = RATE_PAGE.bursts;

const PAIRS = CRITICAL.flatMap((one, index) => CRITICAL.slice(index + 1).map((other) => [one, other] as const));

/** Pairs that cannot be in ALARM at once, because the expression of the second leaves out what the first says. */
const EXCLUDED: Partial<Record<AlarmName, AlarmName>> = {
  accountUnderReview: 'accountShutDown',
  sendingDisabled: 'accountShutDown',
};

function speakerOf(name: AlarmName): string {
  return RATES.includes(name) ? PAGE_SLUG : toSlug(name);
}

/** Who pages for a pair: one for two rates, the shutdown for itself and what follows from it, otherwise each. */
function expectedPages(pair: readonly AlarmName[]): string[] {
  const heard = pair.filter((name) => !pair.includes(EXCLUDED[name] as AlarmName));
  return [...new Set(heard.map(speakerOf))].sort();
}

const slugOf = ({ name }: TemplateAlarm) => withoutStack(name);

/** Values that a metric alarm reads where what these alarms say is so; an hour of polls, of which each is a datapoint. */
function operandsFor(alarm: MetricAlarm, on: readonly AlarmName[]): Record<string, number> {
  const isShutDown = on.includes('accountShutDown');
  const isOff = isShutDown || on.includes('sendingDisabled');
  const isReviewed = !isShutDown && on.includes('accountUnderReview');
  return Object.fromEntries(
    Object.entries(alarm.metrics).map(([id, { metric, statistic }]) => {
      const window = metric.dimensions.Window;
      const isBad = (kind: string) =>
        on.some((name) =>
          window === '1h' ? name === `${kind}FastBurn` : window === '24h' && name === `${kind}Critical`,
        );
      const values: Record<string, number> = {
        DeliveryAttempts: on.includes('exporterSilent') && alarm.id.includes('exporterSilent') ? -1 : 2000,
        BounceRate: isBad('bounceRate') ? 0.2 : 0.01,
        ComplaintRate: isBad('complaintRate') ? 0.02 : 0.0001,
        'Reputation.BounceRate': on.includes('awsBounceRateCritical') ? 0.2 : 0.01,
        'Reputation.ComplaintRate': on.includes('awsComplaintRateCritical') ? 0.02 : 0.0001,
        EnforcementLevel: isShutDown ? 2 : Number(isReviewed),
        SendingEnabled: statistic === 'SampleCount' ? 1 : Number(!isOff),
        SendQuotaUsage: on.includes('quotaCritical') ? 0.99 : 0.1,
        NewestDataPointAge: 900,
      };
      return [id, values[metric.name] ?? 0];
    }),
  );
}

const MINUTE = 60_000;
const STARTS = 60;
const ENDS = 150;

/**
 * The messages to those who are paged, after the first ones of new alarms.
 *
 * @param delay minutes by which the second alarm of the pair is later
 */
function messagesOf([one, other]: readonly [AlarmName, AlarmName], order: EvaluationOrder, delay = 0): string[] {
  const onAt = (time: number): AlarmName[] =>
    time / MINUTE > ENDS ? [] : [one, other].filter((name) => time / MINUTE > STARTS + (name === other ? delay : 0));
  const known = new Map<string, boolean>();
  const isBreaching = (alarm: MetricAlarm, end: number): boolean => {
    const before = end - alarm.periodMs;
    const key = `${alarm.id} ${onAt(end)} ${onAt(before)}`;
    const at = (time: number) => operandsFor(alarm, onAt(time));
    const breaches = known.get(key) ?? alarm.isBreaching(alarm.value(at(end), () => at(before)) as number);
    known.set(key, breaches);
    return breaches;
  };
  const evaluation = startAlarms(
    ALARMS,
    (alarm, minute) =>
      Array.from({ length: alarm.evaluationPeriods + 1 }, (_, index) =>
        isBreaching(alarm, minute - index * alarm.periodMs),
      ),
    0,
    1,
    order,
  );
  for (let minute = 45; minute <= ENDS + 60; minute++) evaluation.evaluate(minute * MINUTE);
  return evaluation.messages
    .filter(({ topic, time }) => topic.startsWith('TopicsCritical') && time / MINUTE > STARTS)
    .map(({ alarm, state }) => `${slugOf(ALARMS.find(({ id }) => id === alarm) as TemplateAlarm)} ${state}`);
}

/** The alarm of one slug before all others, and of another after all. */
const sorted =
  (first: string, last: string): EvaluationOrder =>
  (alarms) => {
    const rank = (alarm: TemplateAlarm) => (slugOf(alarm) === first ? 0 : slugOf(alarm) === last ? 2 : 1);
    return [...alarms].sort((a, b) => rank(a) - rank(b));
  };

it('there are 55 pairs of 11 critical alarms', () => {
  expect([CRITICAL.length, PAIRS.length]).toEqual([11, 55]);
});

describe('in one incident', () => {
  it.each(PAIRS.map((pair) => [...pair, expectedPages(pair).join(' and ')] as const))(
    '%s and %s: %s',
    (one, other, speakers) => {
      const pages = speakers.split(' and ');
      const slugs = [toSlug(one), toSlug(other), MEMORY_SLUG];
      for (const first of slugs) {
        for (const last of slugs.filter((slug) => slug !== first)) {
          const messages = messagesOf([one, other], sorted(first, last));
          const expected = pages.flatMap((name) => [`${name} ALARM`, `${name} OK`]);
          expect([first, last, messages.sort()]).toEqual([first, last, expected.sort()]);
        }
      }
    },
  );
});

describe('a burst that begins while the page is open for what lasts', () => {
  it.each(RATE_PAGE.lasting.flatMap((lasting) => BURSTS.map((burst) => [lasting, burst] as const)))(
    '%s, then %s: no second page, in whichever order',
    (lasting, burst) => {
      for (const [first, last] of [
        [MEMORY_SLUG, toSlug(burst)],
        [toSlug(burst), MEMORY_SLUG],
      ] as const) {
        const messages = messagesOf([lasting, burst], sorted(first, last), 40);
        expect([first, messages]).toEqual([first, [`${PAGE_SLUG} ALARM`, `${PAGE_SLUG} OK`]]);
      }
    },
  );
});
