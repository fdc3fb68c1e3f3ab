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
import type { RateSetting } from './alarm-row';
import { ALARMS, type AlarmName, type AlarmSettings, RATE_PAGE } from './alarm-table';
import { awsActsOn, toDescription } from './alarm-texts';
import type { RateName } from './aws-thresholds';
import { isBreaching } from './rate-expressions';

/** The ends of the names of two alarms: the page, and the memory that it reads. */
export const PAGE_SLUG = 'sending-rates-page';
export const MEMORY_SLUG = 'burst-memory';

/** The heading of both alarms in the runbook. */
const PAGE_HEADING = 'page-sending-rates';

const PAGE_TEXT = `Bounces or complaints reached a level at which AWS acts. The reason in this message names the alarm that fired. Bounces: ${awsActsOn('BounceRate')} Complaints: ${awsActsOn('ComplaintRate')} While this page is in ALARM, no other alarm on rates pages you. OK means that the burst ended or the rates recovered. After a burst, the alarms on the day's rates and on AWS's own rates stay quiet for 24 hours.`;

const MEMORY_TEXT =
  "A burst of bounces or complaints paged within the last 24 hours. This alarm sends no message. While it is in ALARM, the alarms on the day's rates and on AWS's own rates do not page.";

/**
 * After this time, a burst has left the window of a day. An alarm with periods below an hour cannot look back any longer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MEMORY_MINUTES = 24 * 60;

/**
 * Periods that the memory evaluates in addition to a day, if a period is an hour long. The alarms on the day's rates need two
 * periods without a breach to return to OK. With shorter periods, CloudWatch allows at most a day.
 */
const ADDITIONAL_HOURLY_PERIODS = 2;

export interface RatesPageProps {
  readonly exporter: SendStatisticsExporter;
  readonly settings: AlarmSettings;
  /** The alarms that exist. */
  readonly alarms: Readonly<Partial<Record<AlarmName, Alarm>>>;
  readonly runbookUrl: string;
}

/**
 * Pages once for all critical alarms on rates. Only the rule decides when to page. It does not use CloudWatch's
 * suppression of actions, because that would allow an OK message without an ALARM message before it.
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
      alarmDescription: toDescription(PAGE_TEXT, Stack.of(this), `${props.runbookUrl}#${PAGE_HEADING}`),
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
   * Creates an alarm that is in ALARM for a day after a burst. A datapoint counts only if the exporter published the age
   * of SES's newest period for the same time. The exporter publishes that age during a poll, and never afterwards. The memory
   * therefore ignores bursts in backfilled history, because they paged nobody.
   *
   * A day without polls also ends the ALARM, because AWS's own rates do not need the exporter.
   */
  private createMemory(remembered: readonly Burst[], { exporter, runbookUrl }: RatesPageProps): Alarm {
    const metrics: Record<string, IMetric> = { age: exporter.metric('NewestDataPointAge') };
    const bursts = remembered.map(({ rate, setting }) => {
      const { window } = setting;
      const ids = { attempts: `attempts${window}`, rate: `${rate.charAt(0).toLowerCase()}${rate.slice(1)}${window}` };
      metrics[ids.attempts] = exporter.metric('DeliveryAttempts', { window });
      metrics[ids.rate] = exporter.metric(rate, { window });
      return `(${isBreaching(ids, setting)})`;
    });
    const burst = `IF((age > 0) AND (${bursts.join(' OR ')}), 1, 0)`;
    const periodMinutes = exporter.period.toMinutes();
    return new Alarm(this, 'BurstMemory', {
      alarmName: regionalName(Stack.of(this), MEMORY_SLUG),
      alarmDescription: toDescription(MEMORY_TEXT, Stack.of(this), `${runbookUrl}#${PAGE_HEADING}`),
      metric: new MathExpression({
        expression: remembered.every((each) => isSeenTwice(each, periodMinutes)) ? onePeriodLater(burst) : burst,
        usingMetrics: metrics,
        period: exporter.period,
        label: '1 after a burst',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: MEMORY_MINUTES / periodMinutes + (periodMinutes === 60 ? ADDITIONAL_HOURLY_PERIODS : 0),
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/**
 * Returns an expression for the same value, one period later. CloudWatch evaluates each alarm at its own second. Without the
 * delay, the memory could see a burst before the alarm on the burst does. An open page would then close for a moment.
 *
 * DIFF returns the value minus the previous value.
 */
function onePeriodLater(expression: string): string {
  return `(${expression}) - DIFF(${expression})`;
}

/**
 * Returns whether at least two polls see each burst. If the window is shorter than two periods, a burst may be in one poll
 * only. A memory that starts one period later would then be too late: the day's alarm could page in the minute in which the
 * burst ends.
 */
function isSeenTwice({ setting }: Burst, periodMinutes: number): boolean {
  return parseWindow(setting.window).lengthMs >= 2 * periodMinutes * 60_000;
}

interface Burst {
  readonly rate: RateName;
  readonly setting: RateSetting;
}

/**
 * Returns the bursts that the memory can count. An alarm that needs several datapoints may stay quiet while the memory counts
 * one datapoint. The memory would then hold back a page although no burst paged.
 */
function rememberedBursts(settings: AlarmSettings): Burst[] {
  return RATE_PAGE.bursts.flatMap((name) => {
    const row = ALARMS[name];
    const setting = settings[name];
    return row.kind === 'rate' && setting && setting.datapointsToAlarm === 1
      ? [{ rate: row.rate, setting: setting as RateSetting }]
      : [];
  });
}
