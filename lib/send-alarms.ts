import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  type CfnAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import {
  ALARM_LEVELS,
  ALARM_NAMES,
  type AlarmLevel,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  type HeartbeatAlarmName,
  type HeartbeatSetting,
  type RateAlarmName,
  type RateSetting,
  type ThresholdAlarmName,
  toSlug,
} from './alarm-table';
import { toDescription } from './alarm-texts';
import type { AlarmTopics } from './alarm-topics';
import { awsRate } from './aws-metrics';
import type { MessageInsightsApi } from './message-insights-api';
import { regionalName } from './regional-name';
import type { SendStatisticsExporter } from './send-statistics-exporter';

export interface SendAlarmsProps {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  /** Without it there are no alarms on look-ups. */
  readonly insights?: MessageInsightsApi;
  /** The numbers of every alarm. Default: `DEFAULT_ALARMS`. */
  readonly settings?: AlarmSettings;
  /** Where RUNBOOK.md can be read; descriptions link into it. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
  /** Levels that are told when an alarm is over, too. Default: critical. */
  readonly okActions?: readonly AlarmLevel[];
}

/** What an alarm looks at, and what that means. */
interface Watch {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly operator: ComparisonOperator;
  readonly missingData: TreatMissingData;
}

/** The alarms on look-ups. */
const OF_INSIGHTS: readonly AlarmName[] = ['lookUpsFailing', 'lookUpsThrottled'];

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;

/**
 * The alarm over the day says the same of a burst as the alarm over the hour, later and for longer: it pages only for
 * what is no burst.
 */
const PAGED_BY_FAST_BURN = {
  bounceRateCritical: 'bounceRateFastBurn',
  complaintRateCritical: 'complaintRateFastBurn',
} as const satisfies Partial<Record<AlarmName, AlarmName>>;

/** A burst leaves the window of a day this long after the hour's alarm is over. */
const SUPPRESSED_AFTER_BURST = Duration.hours(24);

/** CDK's default, and the shortest that tolerates an evaluation in another order. */
const SUPPRESSOR_WAIT = Duration.minutes(1);

/** All alarms on the exporter's metrics, on AWS's own rates and on the exporter itself. */
export class SendAlarms extends Construct {
  /** Those that are not switched off, by name. */
  readonly alarms: Readonly<Partial<Record<AlarmName, Alarm>>>;
  private readonly props: SendAlarmsProps;
  /** The numbers in force. */
  readonly settings: AlarmSettings;

  constructor(scope: Construct, id: string, props: SendAlarmsProps) {
    super(scope, id);
    this.props = props;
    this.settings = withoutUnwatched(props);
    const alarms: Partial<Record<AlarmName, Alarm>> = {};
    for (const name of ALARM_NAMES) if (this.settings[name]) alarms[name] = this.createAlarm(name);
    this.alarms = alarms;
    for (const name of ALARM_NAMES) this.notify(name);
    this.warmUp('exporterSilent');
  }

  private createAlarm(name: AlarmName): Alarm {
    const { metric, threshold, operator, missingData } = this.watchOf(name);
    const setting = this.settings[name] as Exclude<AlarmSettings[AlarmName], false>;
    return new Alarm(this, name, {
      alarmName: regionalName(Stack.of(this), toSlug(name)),
      alarmDescription: this.describe(name),
      metric,
      threshold,
      comparisonOperator: operator,
      evaluationPeriods: setting.evaluationPeriods,
      datapointsToAlarm: setting.datapointsToAlarm,
      treatMissingData: missingData,
    });
  }

  private watchOf(name: AlarmName): Watch {
    const setting = this.settings[name];
    if (setting && 'attempts' in setting) return this.watchRate(name as RateAlarmName, setting);
    if (setting && 'threshold' in setting) return this.watchThreshold(name as ThresholdAlarmName, setting.threshold);
    return this.watchHeartbeat(setting as HeartbeatSetting);
  }

  /**
   * The floors are in the alarm, so that the metric stays the honest rate. 0.5 rounds: 150 * (15 / 150) is not always 15.
   * Where the rate is missing CloudWatch takes it for 0 and the alarm is over; where all is missing it stays as it is.
   */
  private watchRate(name: RateAlarmName, { window, threshold, attempts, events }: RateSetting): Watch {
    const { exporter } = this.props;
    const rate = name.startsWith('bounce') ? 'BounceRate' : 'ComplaintRate';
    return {
      metric: new MathExpression({
        expression: `IF(attempts >= ${attempts} AND attempts * rate + 0.5 >= ${events}, rate, 0)`,
        usingMetrics: {
          attempts: exporter.metric('DeliveryAttempts', { window }),
          rate: exporter.metric(rate, { window }),
        },
        period: exporter.period,
        label: `${rate} ${window} from ${attempts} attempts and ${events} events on`,
      }),
      threshold,
      operator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      missingData: TreatMissingData.IGNORE,
    };
  }

  private watchThreshold(name: ThresholdAlarmName, threshold: number): Watch {
    const reached = { threshold, operator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD, missingData: TreatMissingData.IGNORE };
    const { exporter } = this.props;
    switch (name) {
      case 'accountUnderReview':
      case 'accountShutDown':
        return { ...reached, metric: exporter.metric('EnforcementLevel') };
      case 'sendingDisabled':
        return { ...reached, metric: exporter.metric('SendingEnabled'), operator: LESS_THAN_THRESHOLD };
      case 'quotaWarning':
      case 'quotaCritical':
        return { ...reached, metric: exporter.metric('SendQuotaUsage') };
      case 'awsBounceRateWarning':
      case 'awsBounceRateCritical':
        return { ...reached, metric: awsRate('BounceRate') };
      case 'awsComplaintRateWarning':
      case 'awsComplaintRateCritical':
        return { ...reached, metric: awsRate('ComplaintRate') };
      case 'exporterFailing':
        return {
          ...reached,
          metric: exporter.function.metricErrors({ period: exporter.period }),
          missingData: TreatMissingData.NOT_BREACHING,
        };
      case 'pollsGivenUp':
        return {
          ...reached,
          metric: exporter.givenUpPolls.metricApproximateNumberOfMessagesVisible({
            period: exporter.period,
            statistic: 'Maximum',
          }),
          missingData: TreatMissingData.NOT_BREACHING,
        };
      case 'lookUpsFailing':
        return this.watchLookUps(threshold, (insights, options) => insights.api.metricServerError(options));
      case 'lookUpsThrottled':
        return this.watchLookUps(threshold, (insights, options) => insights.metric('ThrottledLookUps', options));
    }
  }

  private watchLookUps(
    threshold: number,
    metricOf: (insights: MessageInsightsApi, options: MetricOptions) => IMetric,
  ): Watch {
    const { exporter, insights } = this.props;
    return {
      metric: metricOf(insights as MessageInsightsApi, { period: exporter.period, statistic: 'Sum' }),
      threshold,
      operator: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      missingData: TreatMissingData.NOT_BREACHING,
    };
  }

  /**
   * FILL makes the series dense. Without it CloudWatch reaches back for older points in place of the missing ones, and the
   * alarm comes polls later than its periods say.
   */
  private watchHeartbeat({ window }: HeartbeatSetting): Watch {
    const { exporter } = this.props;
    return {
      metric: new MathExpression({
        expression: 'FILL(attempts, -1)',
        usingMetrics: { attempts: exporter.metric('DeliveryAttempts', { window }) },
        period: exporter.period,
        label: `DeliveryAttempts ${window}, -1 where none was published`,
      }),
      threshold: 0,
      operator: LESS_THAN_THRESHOLD,
      missingData: TreatMissingData.BREACHING,
    };
  }

  private notify(name: AlarmName): void {
    const alarm = this.alarms[name];
    if (!alarm) return;
    const burst =
      name in PAGED_BY_FAST_BURN ? this.alarms[PAGED_BY_FAST_BURN[name as keyof typeof PAGED_BY_FAST_BURN]] : undefined;
    this.addActions(name, burst ? this.quietDuring(burst, name, alarm) : alarm);
  }

  private quietDuring(burst: Alarm, name: AlarmName, alarm: Alarm): CompositeAlarm {
    return new CompositeAlarm(this, `${name}Page`, {
      compositeAlarmName: regionalName(Stack.of(this), toSlug(name), 'page'),
      alarmDescription: this.describe(name),
      alarmRule: AlarmRule.fromAlarm(alarm, AlarmState.ALARM),
      actionsSuppressor: burst,
      actionsSuppressorWaitPeriod: SUPPRESSOR_WAIT,
      actionsSuppressorExtensionPeriod: SUPPRESSED_AFTER_BURST,
    });
  }

  private addActions(name: AlarmName, alarm: AlarmBase): void {
    const { topics, okActions = ['critical'] } = this.props;
    const level = ALARM_LEVELS[name];
    const action = new SnsAction(topics.topics[level]);
    alarm.addAlarmAction(action);
    if (okActions.includes(level)) alarm.addOkAction(action);
  }

  /**
   * A new stack has polled as often as the alarm looks at by then, for its first poll comes within a period. FILL leaves
   * no gap, so that the warm-up would end at once if it were not told to last.
   */
  private warmUp(name: HeartbeatAlarmName): void {
    const alarm = this.alarms[name]?.node.defaultChild as CfnAlarm | undefined;
    const setting = this.settings[name];
    if (!alarm || !setting) return;
    alarm.warmUpConfiguration = {
      warmUpPeriodDurationInMinutes: (setting.evaluationPeriods + 1) * this.props.exporter.period.toMinutes(),
      onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
    };
  }

  private describe(name: AlarmName): string {
    const { exporter, runbookUrl = 'RUNBOOK.md' } = this.props;
    const setting = this.settings[name] as Exclude<AlarmSettings[AlarmName], false>;
    return toDescription(name, setting, exporter.period.toMinutes(), runbookUrl);
  }
}

/** The numbers in force: there is nothing to watch for an alarm on look-ups where they cannot be made. */
function withoutUnwatched({ settings = DEFAULT_ALARMS, insights }: SendAlarmsProps): AlarmSettings {
  if (insights) return settings;
  return { ...settings, ...Object.fromEntries(OF_INSIGHTS.map((name) => [name, false])) };
}
