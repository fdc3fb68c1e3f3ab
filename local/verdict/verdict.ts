/** Judges the alarms of a stack on the answers that AWS gives about the past days of an account. */
import { putGauges } from '../../lambda/send-statistics/cloudwatch';
import { type ExporterSettings, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { MEMORY_SLUG } from '../../lib/alarms/alarm-page';
import type { AlarmLevel } from '../../lib/alarms/alarm-row';
import { type AlarmName, type AlarmSettings, rowOf } from '../../lib/alarms/alarm-table';
import { AWS_SES_NAMESPACE } from '../../lib/alarms/aws-metrics';
import type { RateName } from '../../lib/alarms/aws-thresholds';
import type { AlarmState } from '../alarms/alarm-state';
import type { ExtraPeriods } from '../alarms/evaluation-range';
import type { CompositeAlarm, MetricAlarm, TemplateAlarm } from '../alarms/template-alarms';
import { createInProcessCloudWatch } from '../aws/in-process-clients';
import { createMetricStore, type Datum, type MetricStore } from '../aws/metric-store';
import { type AlarmTimes, readAlarmTimes, type TimeInAlarm } from './alarm-times';
import { type Answer, gaugesOfAnswer } from './answer-gauges';
import { alarmNameOf, type MissingAnswers, slugOf, sortAlarms } from './judgeable-alarms';
import { type NearMiss, nearestMiss } from './near-misses';
import { type RateAlarmSetting, type Reading, readingAt, readingsOf } from './readings';

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

/** An alarm on a rate, with a value that it read. */
export interface RateAlarmReading {
  readonly alarm: string;
  readonly rate: RateName;
  readonly setting: RateAlarmSetting;
  /** Undefined without a value in the newest period. */
  readonly reading: Reading | undefined;
}

/** One message that says that an alarm fires. An alarm is named by its slug. */
export interface Notice extends TimeInAlarm {
  readonly alarm: string;
  /** The alarms that fired first, with what they read then: the alarm itself, or the children of a composite alarm. */
  readonly causes: readonly RateAlarmReading[];
}

export interface NearAlarm extends RateAlarmReading, NearMiss {
  readonly reading: Reading;
  readonly level: AlarmLevel;
}

export interface Verdict {
  /** The first and the last slot that are judged, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The first slot at which each published window is complete. Undefined: at none. */
  readonly completeFrom: Readonly<Record<string, number | undefined>>;
  /** Whether SES returned mail of the judged days. Without it, an alarm on a rate has nothing to judge. */
  readonly hasMail: boolean;
  /** The number of alarms that are judged over the span. */
  readonly judged: number;
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
  const { metrics, slots } = await storeEvidence(evidence, settings);
  const metricAlarms = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.filter((alarm) => alarm.kind === 'composite');
  const { past, now, unjudged } = sortAlarms(metricAlarms, metrics, settings, evidence.missing);
  const [from = evidence.slot] = slots.keys();
  const span = { from, to: evidence.slot + MINUTE_MS };
  const times = readAlarmTimes([...past, ...now, ...composites], metrics, span, extraPeriods);
  const rateAlarms = past.flatMap((alarm) => rateAlarmOf(alarm, stack.alarmSettings));
  const notices = noticesOf([...past, ...composites], times, { rateAlarms, metrics });
  const visible = past.filter((alarm) => slugOf(alarm) !== MEMORY_SLUG);
  return {
    from,
    to: evidence.slot,
    completeFrom: Object.fromEntries(
      settings.windows.map(({ label }) => [label, [...slots].find(([, windows]) => windows.has(label))?.[0]]),
    ),
    hasMail: hasMail(evidence),
    judged: visible.length,
    pages: notices.critical,
    warnings: notices.warning,
    heldBack: composites.flatMap((page) => heldBackBy(page, past, times)),
    nearMisses: nearMissesOf(rateAlarms, times, metrics),
    now: now.map((alarm) => ({
      alarm: slugOf(alarm),
      level: levelOf(alarm),
      state: times.states.get(alarm.id) ?? 'INSUFFICIENT_DATA',
    })),
    unjudged,
  };
}

function hasMail({ history, slot }: Evidence): boolean {
  const { deliveryAttempts = 0, bounces = 0 } = history.countBetween(slot - SES_RETENTION_MS, slot);
  return deliveryAttempts + bounces > 0;
}

/** Returns the store, and the labels of the windows that are complete at each slot. */
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
  return {
    metrics,
    slots: new Map(groups.map(({ slot, gauges }) => [slot, new Set(gauges.map(({ window }) => window))])),
  };
}

/** An alarm on a rate, with its row's properties. */
interface RateAlarm {
  readonly alarm: MetricAlarm;
  readonly rate: RateName;
  readonly setting: RateAlarmSetting;
}

function rateAlarmOf(alarm: MetricAlarm, settings: AlarmSettings): RateAlarm[] {
  const name = alarmNameOf(alarm);
  const setting = name && settings[name];
  const rate = name && RATES[rowOf(name).events ?? ''];
  return setting && 'threshold' in setting && rate ? [{ alarm, rate, setting }] : [];
}

/** The rate of each kind of event that the alarm table names. */
const RATES: Readonly<Record<string, RateName>> = { bounce: 'BounceRate', complaint: 'ComplaintRate' };

function levelOf(alarm: TemplateAlarm): AlarmLevel {
  const name: AlarmName | undefined = alarmNameOf(alarm);
  return name ? rowOf(name).level : 'critical';
}

interface Rates {
  readonly rateAlarms: readonly RateAlarm[];
  readonly metrics: MetricStore;
}

/** Returns the messages to each topic. An alarm with several topics of a level sends one message. */
function noticesOf(
  alarms: readonly TemplateAlarm[],
  { inAlarm, messages }: AlarmTimes,
  { rateAlarms, metrics }: Rates,
): Record<AlarmLevel, Notice[]> {
  const notices: Record<AlarmLevel, Notice[]> = { critical: [], warning: [] };
  const seen = new Set<string>();
  for (const { alarm: id, state, time } of messages) {
    const alarm = alarms.find((alarm) => alarm.id === id);
    const key = `${id} ${time}`;
    if (state !== 'ALARM' || !alarm || seen.has(key)) continue;
    seen.add(key);
    const isFiring = ({ alarm: { id } }: RateAlarm) => inAlarm.get(id)?.some((span) => contains(span, time));
    const isCause = ({ alarm: other }: RateAlarm) =>
      alarm.kind === 'metric' ? other.id === id : alarm.rule.children.includes(other.id);
    notices[levelOf(alarm)].push({
      alarm: slugOf(alarm),
      from: time,
      to: inAlarm.get(id)?.find((span) => contains(span, time))?.to,
      causes: rateAlarms
        .filter((rateAlarm) => isCause(rateAlarm) && isFiring(rateAlarm))
        .map(({ alarm, ...rest }) => ({ ...rest, alarm: slugOf(alarm), reading: readingAt(alarm, metrics, time) })),
    });
  }
  return notices;
}

function contains({ from, to = Number.POSITIVE_INFINITY }: TimeInAlarm, time: number): boolean {
  return from <= time && time < to;
}

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
  metrics: MetricStore,
): readonly NearAlarm[] {
  return rateAlarms
    .filter(({ alarm: { id } }) => !inAlarm.has(id))
    .flatMap(({ alarm, rate, setting }) => {
      const miss = nearestMiss(readingsOf(alarm, metrics), setting);
      return miss ? [{ ...miss, alarm: slugOf(alarm), level: levelOf(alarm), rate, setting }] : [];
    })
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, NEAR_MISSES);
}
