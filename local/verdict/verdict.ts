/** Judges the alarms of a stack on the answers that AWS gives about the past days of an account. */
import { putGauges } from '../../lambda/send-statistics/cloudwatch';
import { type ExporterSettings, SES_PERIOD_MS, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { MEMORY_SLUG } from '../../lib/alarms/alarm-page';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { type AlarmSettings, rowOf } from '../../lib/alarms/alarm-table';
import { AWS_SES_NAMESPACE } from '../../lib/alarms/aws-metrics';
import type { RateName } from '../../lib/alarms/aws-thresholds';
import type { AlarmState } from '../alarms/alarm-state';
import type { ExtraPeriods } from '../alarms/evaluation-range';
import type { CompositeAlarm, MetricAlarm, TemplateAlarm } from '../alarms/template-alarms';
import { createInProcessCloudWatch } from '../aws/in-process-clients';
import { createMetricStore, type Datum } from '../aws/metric-store';
import { type AlarmTimes, readAlarmTimes, type TimeInAlarm } from './alarm-times';
import { type Answer, gaugesOfAnswer } from './answer-gauges';
import { firstValuesOf } from './first-values';
import { alarmNameOf, levelOf, type MissingAnswers, slugOf, sortAlarms } from './judgeable-alarms';
import { type NearMiss, nearestMiss } from './near-misses';
import { type Notice, noticesOf, type RateAlarmReading } from './notices';
import { type Measurements, type RateAlarm, type Reading, readingsOf } from './readings';

const MINUTE_MS = 60_000;

/** How many near misses a verdict has. */
const NEAR_MISSES = 3;

/** AWS's own rates, oldest first. */
export type AwsRates = Readonly<Record<RateName, readonly Pick<Datum, 'timestamp' | 'value'>[]>>;

/** The answers of AWS about an account. */
export interface Evidence extends Answer {
  readonly awsRates: AwsRates;
  readonly missing: MissingAnswers;
}

/** The configured stack. */
export interface JudgedStack {
  /** As the template has them. */
  readonly alarms: readonly TemplateAlarm[];
  readonly alarmSettings: AlarmSettings;
  readonly settings: ExporterSettings;
  /** Default: as in AWS's own example. */
  readonly extraPeriods?: ExtraPeriods;
}

export interface NearAlarm extends RateAlarmReading, NearMiss {
  readonly reading: Reading;
  readonly level: AlarmLevel;
}

/** Numbers of alarms. */
export interface Coverage {
  readonly all: number;
  readonly judged: number;
}

export interface Verdict {
  /** The first and the last slot that are judged, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The first slot at which each judged alarm has a value, if that is after `from`. By slug. */
  readonly judgedFrom: ReadonlyMap<string, number>;
  /** The times are accurate to this many milliseconds: SES's period, or the schedule's if that is longer. */
  readonly accuracyMs: number;
  /** Whether SES counted attempts in the judged days. Without them, an alarm on our own rates has nothing to judge. */
  readonly hasMail: boolean;
  /** How many alarms the stack has, and how many of them are judged over the span. */
  readonly coverage: Readonly<Record<AlarmLevel, Coverage>>;
  /** Messages to the critical topic. */
  readonly pages: readonly Notice[];
  /** Messages to the warning topic. */
  readonly warnings: readonly Notice[];
  /** Times in which a critical alarm on a rate was in ALARM and the page was not, because of an earlier burst. */
  readonly heldBack: readonly (TimeInAlarm & { readonly alarm: string })[];
  /** Of the alarms that did not fire, closest first. */
  readonly nearMisses: readonly NearAlarm[];
  /** The states of the alarms that can be judged at the last slot only. */
  readonly now: readonly { readonly alarm: string; readonly level: AlarmLevel; readonly state: AlarmState }[];
  /** Slugs by the reason why nothing is known about the alarms. */
  readonly unjudged: ReadonlyMap<string, readonly string[]>;
}

export async function judge(evidence: Evidence, stack: JudgedStack): Promise<Verdict> {
  const { alarms, settings, extraPeriods } = stack;
  const { history, slot } = evidence;
  const { metrics, from } = await storeEvidence(evidence, settings);
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');
  const { past, now, unjudged } = sortAlarms(metricAlarms, metrics, settings, evidence.missing);
  const span = { from, to: slot + MINUTE_MS };
  const times = readAlarmTimes([...past, ...now, ...composites], metrics, span, extraPeriods);
  const rateAlarms = past.flatMap((alarm) => rateAlarmOf(alarm, stack.alarmSettings));
  const firstValues = firstValuesOf(past, metrics, from);
  const notices = noticesOf({ past, composites }, times, { rateAlarms, firstValues, metrics, history });
  const isVisible = (alarm: MetricAlarm) => slugOf(alarm) !== MEMORY_SLUG;
  const visible = past.filter(isVisible);
  const coverageAt = (level: AlarmLevel): Coverage => {
    const isAtLevel = (alarm: MetricAlarm) => levelOf(alarm) === level;
    return { all: metricAlarms.filter(isVisible).filter(isAtLevel).length, judged: visible.filter(isAtLevel).length };
  };
  return {
    from,
    to: slot,
    judgedFrom: new Map(
      visible.flatMap((alarm): [string, number][] => {
        const first = firstValues.get(alarm.id);
        return first !== undefined && first > from ? [[slugOf(alarm), first]] : [];
      }),
    ),
    accuracyMs: Math.max(SES_PERIOD_MS, settings.schedulePeriodMinutes * MINUTE_MS),
    hasMail: history.countBetween(slot - SES_RETENTION_MS, slot).deliveryAttempts > 0,
    coverage: { critical: coverageAt('critical'), warning: coverageAt('warning') },
    pages: notices.critical,
    warnings: notices.warning,
    heldBack: composites.flatMap((page) => heldBackBy(page, past, times)),
    nearMisses: nearMissesOf(rateAlarms, times, { metrics, history }),
    now: now.map((alarm) => ({
      alarm: slugOf(alarm),
      level: levelOf(alarm),
      state: times.states.get(alarm.id) ?? 'INSUFFICIENT_DATA',
    })),
    unjudged,
  };
}

/** Returns the store, and the first slot that has gauges. */
async function storeEvidence(evidence: Evidence, settings: ExporterSettings) {
  const metrics = createMetricStore({ now: () => evidence.calledAt });
  const groups = [...gaugesOfAnswer(evidence, settings)];
  await putGauges(createInProcessCloudWatch(metrics), { namespace: settings.namespace, groups });
  for (const [rate, points] of Object.entries(evidence.awsRates)) {
    metrics.putAsAws(
      AWS_SES_NAMESPACE,
      points.map((point) => ({ ...point, name: `Reputation.${rate}`, dimensions: {} })),
    );
  }
  return { metrics, from: groups[0]?.slot ?? evidence.slot };
}

function rateAlarmOf(alarm: MetricAlarm, settings: AlarmSettings): RateAlarm[] {
  const name = alarmNameOf(alarm);
  const setting = name && settings[name];
  const rate = name && RATES[rowOf(name).events ?? ''];
  return setting && 'threshold' in setting && rate ? [{ alarm, rate, setting }] : [];
}

/** The rate of each kind of event that the alarm table names. */
const RATES: Readonly<Record<string, RateName>> = { bounce: 'BounceRate', complaint: 'ComplaintRate' };

/** Returns the times in which a child of a page was in ALARM, and the page never was. */
function heldBackBy(page: CompositeAlarm, past: readonly MetricAlarm[], { inAlarm }: AlarmTimes): Verdict['heldBack'] {
  const open = inAlarm.get(page.id) ?? [];
  return past
    .filter((alarm) => page.rule.children.includes(alarm.id) && slugOf(alarm) !== MEMORY_SLUG)
    .flatMap((alarm) =>
      (inAlarm.get(alarm.id) ?? [])
        .filter((span) => !open.some((other) => overlap(span, other)))
        .map((span) => ({ ...span, alarm: slugOf(alarm) })),
    );
}

function overlap(a: TimeInAlarm, b: TimeInAlarm): boolean {
  const { POSITIVE_INFINITY } = Number;
  return a.from < (b.to ?? POSITIVE_INFINITY) && b.from < (a.to ?? POSITIVE_INFINITY);
}

function nearMissesOf(
  rateAlarms: readonly RateAlarm[],
  { inAlarm }: AlarmTimes,
  measurements: Measurements,
): readonly NearAlarm[] {
  return rateAlarms
    .filter(({ alarm: { id } }) => !inAlarm.has(id))
    .flatMap((rateAlarm) => {
      const { alarm, rate, setting } = rateAlarm;
      const miss = nearestMiss(readingsOf(rateAlarm, measurements), setting);
      return miss ? [{ ...miss, alarm: slugOf(alarm), level: levelOf(alarm), rate, setting }] : [];
    })
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, NEAR_MISSES);
}
