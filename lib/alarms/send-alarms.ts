import { Stack, Token } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  type CfnAlarm,
  ComparisonOperator,
  type CompositeAlarm,
  type IMetric,
  MathExpression,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import type { MessageInsightsApi } from '../insights/message-insights-api';
import { printedValue } from '../shared/printed-value';
import { regionalName } from '../shared/regional-name';
import { RatesPage } from './alarm-page';
import { alarmProblems, okActionProblems, warmUpMinutes } from './alarm-settings';
import {
  ALARM_LEVELS,
  ALARM_NAMES,
  type AlarmLevel,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  type HeartbeatAlarmName,
  type HeartbeatSetting,
  pagerOfShutdown,
  RATE_PAGE,
  type RateAlarmName,
  type RateSetting,
  type ThresholdAlarmName,
  toSlug,
} from './alarm-table';
import { toDescription } from './alarm-texts';
import type { AlarmTopics } from './alarm-topics';
import { awsRate } from './aws-metrics';
import { reachesFloors } from './rate-expressions';
import { runbookUrlProblems } from './runbook-url';

export interface SendAlarmsProps {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  /** Without it there are no alarms on look-ups. */
  readonly insights?: MessageInsightsApi;
  /** The numbers of every alarm, false to switch one off. Default: `DEFAULT_ALARMS`. */
  readonly settings?: AlarmSettings;
  /** URL where RUNBOOK.md can be read, at most 300 characters, without a fragment; descriptions link into it. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
  /** Levels that also get a message when an alarm is over. Default: critical. */
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

const DEFAULT_RUNBOOK_URL = 'RUNBOOK.md';

/**
 * All alarms on the exporter's metrics, on AWS's own rates and on the exporter itself.
 *
 * @throws RangeError for settings that cannot be used, all problems at once
 */
export class SendAlarms extends Construct {
  /** Those that are not switched off, by name. */
  readonly alarms: Readonly<Partial<Record<AlarmName, Alarm>>>;
  /** Pages for all critical alarms on rates; absent where fewer than two of them are on, because one pages by itself. */
  readonly ratesPage: CompositeAlarm | undefined;
  private readonly props: SendAlarmsProps;
  /** The numbers in force. */
  readonly settings: AlarmSettings;

  constructor(scope: Construct, id: string, props: SendAlarmsProps) {
    super(scope, id);
    this.props = props;
    requireUsable(props);
    this.settings = withoutUnwatched(props);
    const alarms: Partial<Record<AlarmName, Alarm>> = {};
    for (const name of ALARM_NAMES) if (this.settings[name]) alarms[name] = this.createAlarm(name);
    this.alarms = alarms;
    this.ratesPage = this.createRatesPage();
    for (const name of ALARM_NAMES) this.notify(name);
    if (this.ratesPage) this.addActions('critical', this.ratesPage);
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

  /** Where the rate is missing CloudWatch takes it for 0 and the alarm is over; where all is missing it keeps its state. */
  private watchRate(name: RateAlarmName, setting: RateSetting): Watch {
    const { window, threshold, attempts, events } = setting;
    const { exporter } = this.props;
    const rate = name.startsWith('bounce') ? 'BounceRate' : 'ComplaintRate';
    return {
      metric: new MathExpression({
        expression: `IF(${reachesFloors({ attempts: 'attempts', rate: 'rate' }, setting)}, rate, 0)`,
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
        return { ...reached, metric: this.underReview() };
      case 'accountShutDown':
        return { ...reached, metric: exporter.metric('EnforcementLevel') };
      case 'sendingDisabled':
        return { ...reached, metric: this.disabledBySomebody() };
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

  /** Without a shutdown, unless nothing else pages for one. */
  private underReview(): IMetric {
    const { exporter } = this.props;
    const level = exporter.metric('EnforcementLevel');
    if (pagerOfShutdown(this.settings) === 'accountUnderReview') return level;
    return new MathExpression({
      expression: 'IF(level == 1, 1, 0)',
      usingMetrics: { level },
      period: exporter.period,
      label: '1 while the account is under review',
    });
  }

  /**
   * Polls that found sending disabled. While AWS has shut the account down it is less than 0, because accountShutDown pages; or,
   * where that alarm is switched off, much more. In arithmetic CloudWatch takes a missing operand for 0: without a level there is
   * no shutdown. Where no poll saw `SendingEnabled` the division leaves no value, so that the alarm keeps its state.
   */
  private disabledBySomebody(): IMetric {
    const { exporter } = this.props;
    const isPager = pagerOfShutdown(this.settings) === 'sendingDisabled';
    return new MathExpression({
      expression: isPager
        ? '(polls - enabled) + (1000 * (level >= 2))'
        : '(polls * ((polls - enabled) - (1000 * (level >= 2)))) / polls',
      usingMetrics: {
        polls: exporter.metric('SendingEnabled', { statistic: 'SampleCount' }),
        enabled: exporter.metric('SendingEnabled', { statistic: 'Sum' }),
        level: exporter.metric('EnforcementLevel'),
      },
      period: exporter.period,
      label: `Polls that found sending disabled, ${isPager ? 'or a shutdown' : 'without a shutdown'}`,
    });
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

  private createRatesPage(): CompositeAlarm | undefined {
    const members = PAGED_TOGETHER.filter((name) => this.alarms[name]);
    if (members.length < 2) return undefined;
    const { exporter, runbookUrl = DEFAULT_RUNBOOK_URL } = this.props;
    return new RatesPage(this, 'RatesPage', { exporter, settings: this.settings, alarms: this.alarms, runbookUrl })
      .alarm;
  }

  private notify(name: AlarmName): void {
    const alarm = this.alarms[name];
    if (!alarm || (this.ratesPage && PAGED_TOGETHER.includes(name))) return;
    this.addActions(ALARM_LEVELS[name], alarm);
  }

  private addActions(level: AlarmLevel, alarm: AlarmBase): void {
    const { topics, okActions = ['critical'] } = this.props;
    const action = new SnsAction(topics.topics[level]);
    alarm.addAlarmAction(action);
    if (okActions.includes(level)) alarm.addOkAction(action);
  }

  /**
   * A new stack has polled as often as the alarm looks at by then, because its first poll comes within a period. FILL leaves
   * no gap, so that the warm-up would end at once without the second setting.
   */
  private warmUp(name: HeartbeatAlarmName): void {
    const alarm = this.alarms[name]?.node.defaultChild as CfnAlarm | undefined;
    const setting = this.settings[name];
    if (!alarm || !setting) return;
    alarm.warmUpConfiguration = {
      warmUpPeriodDurationInMinutes: warmUpMinutes(setting, this.props.exporter.period.toMinutes()),
      onlyStartEvaluatingAfterWarmUpPeriodEnds: true,
    };
  }

  private describe(name: AlarmName): string {
    const { exporter, runbookUrl = DEFAULT_RUNBOOK_URL } = this.props;
    const periodMinutes = exporter.period.toMinutes();
    return toDescription(name, this.settings, { stack: Stack.of(this), periodMinutes, runbookUrl });
  }
}

const PAGED_TOGETHER: readonly AlarmName[] = [...RATE_PAGE.bursts, ...RATE_PAGE.lasting];

function requireUsable({ exporter, settings = DEFAULT_ALARMS, okActions, runbookUrl }: SendAlarmsProps): void {
  const problems = [
    ...alarmProblems(settings, exporter.windowLabels, exporter.period.toMinutes()),
    ...okActionProblems(okActions),
    ...(runbookUrl === undefined || runbookUrl === DEFAULT_RUNBOOK_URL || Token.isUnresolved(runbookUrl)
      ? []
      : runbookUrlProblems(runbookUrl).map((problem) => `runbookUrl is ${printedValue(runbookUrl)}: ${problem}`)),
  ];
  if (problems.length > 0) throw new RangeError(`The alarms cannot be used: ${problems.join('; ')}`);
}

/** The numbers in force: there is nothing to watch for an alarm on look-ups where they cannot be made. */
function withoutUnwatched({ settings = DEFAULT_ALARMS, insights }: SendAlarmsProps): AlarmSettings {
  if (insights) return settings;
  return { ...settings, ...Object.fromEntries(OF_INSIGHTS.map((name) => [name, false])) };
}
