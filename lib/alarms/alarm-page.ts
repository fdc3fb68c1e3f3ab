import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmRule,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { parseWindow } from '../../lambda/send-statistics/contract';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { regionalName } from '../shared/regional-name';
import { type AlarmName, type AlarmSettings, RATE_PAGE, type RateSetting } from './alarm-table';
import { memoryDescription, pageDescription } from './alarm-texts';
import { isBreaching } from './rate-expressions';

/** How an alarm's name ends. */
export const PAGE_SLUG = 'sending-rates-page';
export const MEMORY_SLUG = 'burst-memory';

/**
 * A burst leaves the window of a day after this time. It is also the longest span of an alarm with periods below an hour.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MEMORY_MINUTES = 24 * 60;

/**
 * Periods of an hour by which the memory is longer, because the alarms of the day need two of three periods to end. With shorter
 * periods CloudWatch allows no more than a day.
 */
const MORE_HOURLY_PERIODS = 2;

export interface RatesPageProps {
  readonly exporter: SendStatisticsExporter;
  readonly settings: AlarmSettings;
  /** Those that are not switched off. */
  readonly alarms: Readonly<Partial<Record<AlarmName, Alarm>>>;
  readonly runbookUrl: string;
}

/**
 * One page for all critical alarms on rates. The rule decides alone and no action is suppressed, so that an OK always
 * follows the ALARM that it ends.
 */
export class RatesPage extends Construct {
  readonly alarm: CompositeAlarm;

  constructor(scope: Construct, id: string, props: RatesPageProps) {
    super(scope, id);
    const inAlarm = (names: readonly AlarmName[]) =>
      names.flatMap((name) => {
        const alarm = props.alarms[name];
        return alarm ? [AlarmRule.fromAlarm(alarm, AlarmState.ALARM)] : [];
      });
    const bursts = inAlarm(RATE_PAGE.bursts);
    const lasting = inAlarm(RATE_PAGE.lasting);
    this.alarm = new CompositeAlarm(this, 'Alarm', {
      compositeAlarmName: regionalName(Stack.of(this), PAGE_SLUG),
      alarmDescription: pageDescription(Stack.of(this), props.runbookUrl),
      alarmRule: AlarmRule.anyOf(...bursts, ...(lasting.length > 0 ? [this.unlessAfterBurst(lasting, props)] : [])),
    });
  }

  private unlessAfterBurst(lasting: IAlarmRule[], props: RatesPageProps): IAlarmRule {
    const remembered = rememberedBursts(props.settings);
    if (remembered.length === 0) return AlarmRule.anyOf(...lasting);
    const memory = AlarmRule.fromAlarm(this.createMemory(remembered, props), AlarmState.ALARM);
    return AlarmRule.allOf(AlarmRule.anyOf(...lasting), AlarmRule.not(memory));
  }

  /**
   * In ALARM for a day after a burst, and never without one. It counts a datapoint only where the exporter also published
   * the age of SES's newest period, which it does at the time of a poll and never afterwards: nobody was paged for a burst
   * that lies in published history. A day without polls ends it too, because AWS's own rates do not need the exporter.
   */
  private createMemory(remembered: readonly Burst[], { exporter, runbookUrl }: RatesPageProps): Alarm {
    const metrics: Record<string, IMetric> = { age: exporter.metric('NewestDataPointAge') };
    const bursts = remembered.map(({ name, rate, setting }) => {
      const { window } = setting;
      const ids = { attempts: `attempts${window}`, rate: `${name}${window}` };
      metrics[ids.attempts] = exporter.metric('DeliveryAttempts', { window });
      metrics[ids.rate] = exporter.metric(rate, { window });
      return `(${isBreaching(ids, setting)})`;
    });
    const burst = `IF((age > 0) AND (${bursts.join(' OR ')}), 1, 0)`;
    const periodMinutes = exporter.period.toMinutes();
    return new Alarm(this, 'BurstMemory', {
      alarmName: regionalName(Stack.of(this), MEMORY_SLUG),
      alarmDescription: memoryDescription(Stack.of(this), runbookUrl),
      metric: new MathExpression({
        expression: remembered.every((each) => isSeenTwice(each, periodMinutes)) ? onePeriodLater(burst) : burst,
        usingMetrics: metrics,
        period: exporter.period,
        label: '1 after a burst',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: MEMORY_MINUTES / periodMinutes + (periodMinutes === 60 ? MORE_HOURLY_PERIODS : 0),
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/**
 * CloudWatch evaluates each alarm at a second of its own. If the memory were as fast as the alarm of the burst, a page that is
 * open when a burst begins could close and open again within the minute. DIFF is the value less the one before it.
 */
function onePeriodLater(expression: string): string {
  return `(${expression}) - DIFF(${expression})`;
}

/** A window that is as short as the period may show a burst only once. One period later, the day's alarm may go off in the minute in which the burst ends. */
function isSeenTwice({ setting }: Burst, periodMinutes: number): boolean {
  return parseWindow(setting.window).lengthMs >= 2 * periodMinutes * 60_000;
}

interface Burst {
  readonly name: string;
  readonly rate: 'BounceRate' | 'ComplaintRate';
  readonly setting: RateSetting;
}

/**
 * The bursts that the memory can count. An alarm that needs several datapoints may stay silent though the memory counts as
 * many: the memory would then hold back a page that nobody got.
 */
function rememberedBursts({ bounceRateFastBurn, complaintRateFastBurn }: AlarmSettings): Burst[] {
  const bursts = [
    { name: 'bounceRate', rate: 'BounceRate', setting: bounceRateFastBurn },
    { name: 'complaintRate', rate: 'ComplaintRate', setting: complaintRateFastBurn },
  ] as const;
  return bursts.flatMap(({ name, rate, setting }) =>
    setting && setting.datapointsToAlarm === 1 ? [{ name, rate, setting }] : [],
  );
}
