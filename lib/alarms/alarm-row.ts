/** The types of a row of the alarm table. */
import type { IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { RateAlarm } from '../../lambda/alarm-brief/contract';
import type { OptionalMetricName } from '../../lambda/send-statistics/contract';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import type { MessageInsightsApi } from '../insights/message-insights-api';
import type { RateName } from './aws-thresholds';

/** A critical alarm pages somebody. A warning is a ticket for the next morning. */
export type AlarmLevel = 'critical' | 'warning';

/** An alarm fires when M of the last N periods breach. */
export interface Periods {
  /** M. */
  readonly datapointsToAlarm: number;
  /** N. */
  readonly evaluationPeriods: number;
}

export interface ThresholdSetting extends Periods {
  readonly threshold: number;
}

/** A rate, and the volume below which the rate means nothing. */
export interface RateSetting extends ThresholdSetting {
  /** Label of the window that the rate is measured over. */
  readonly window: string;
  /** Delivery attempts in the window below which the alarm stays quiet. */
  readonly attempts: number;
  /** Bounces or complaints in the window below which the alarm stays quiet. */
  readonly events: number;
}

export interface HeartbeatSetting extends Periods {
  /** Label of the window whose count of attempts must be published. */
  readonly window: string;
}

/** A drop of the sends below those of a week before. */
export interface ComparisonSetting extends ThresholdSetting {
  /** Delivery attempts in the hour of a week before, below which the alarm stays quiet. */
  readonly attemptsBefore: number;
}

/** The settings of each kind of alarm. */
export interface SettingOfKind {
  /** Fires when a rate over a window reaches a threshold, once there are enough attempts and events. */
  readonly rate: RateSetting;
  /** Fires when a metric reaches a threshold. */
  readonly threshold: ThresholdSetting;
  /** Fires when a share of the sends of a week before is missing, if there were enough attempts then. */
  readonly comparison: ComparisonSetting;
  /** Fires when a metric is no longer published. */
  readonly heartbeat: HeartbeatSetting;
}

export type AlarmKind = keyof SettingOfKind;

/** `share`: above 0, at most 1. `count`: at least 1. `level`: the value that SES defines, and no other. */
export type ThresholdUnit = 'share' | 'count' | 'level';

/** The parts of a stack that an alarm's metric and description depend on. */
export interface AlarmContext {
  readonly exporter: SendStatisticsExporter;
  /** Undefined in a stack without the look-up API. */
  readonly insights: MessageInsightsApi | undefined;
  /** Whether this alarm pages when AWS pauses the account. */
  readonly pagesForShutdown: boolean;
  /** Slug of the alarm that pages when AWS pauses the account; undefined if all alarms with a `shutdownRank` are off. */
  readonly shutdownPager: string | undefined;
}

interface Row<K extends AlarmKind> {
  readonly kind: K;
  readonly level: AlarmLevel;
  /** Settings that a configuration can change. */
  readonly defaults: SettingOfKind[K];
  /** Unit of the threshold. A heartbeat has none. */
  readonly unit?: ThresholdUnit;
  /** Returns the metric to watch, or undefined if the stack does not have it. The stack then has no such alarm. */
  metric(setting: SettingOfKind[K], context: AlarmContext): IMetric | undefined;
  readonly missingData: TreatMissingData;
  /** The optional metric that the alarm reads. A stack with the alarm publishes it. Default: none. */
  readonly optionalMetric?: OptionalMetricName;
  /** Whether the alarm is off until a configuration switches it on. Default: false. */
  readonly isOptIn?: boolean;
  /** Length of the metric's periods. Default: the schedule's. */
  readonly periodMinutes?: number;
  /** Returns what happened, then how bad it is. The account and the link to the runbook follow. */
  description(setting: SettingOfKind[K], context: AlarmContext): string;
  /** The critical alarm that this warning precedes. The threshold of the critical alarm must be higher. */
  readonly warnsBefore?: string;
  /**
   * The alarm pages through the page for all sending rates, not by itself. A burst always pages. A lasting alarm does not
   * page within a day after a burst, because the rate still contains that burst.
   */
  readonly page?: 'burst' | 'lasting';
  /** The events that the alarm's rate counts. Default: the alarm is not on a rate. */
  readonly events?: RateAlarm['kind'];
  /** When AWS pauses the account, only the alarm with the lowest rank pages. Alarms that are switched off do not count. */
  readonly shutdownRank?: number;
  /** The rate whose dashboard graph shows the threshold as a line. Default: none. */
  readonly graph?: RateName;
}

export interface RateRow extends Row<'rate'> {
  readonly unit: 'share';
  readonly rate: RateName;
}

export interface ThresholdRow extends Row<'threshold'> {
  readonly unit: ThresholdUnit;
}

export interface ComparisonRow extends Row<'comparison'> {
  readonly unit: 'share';
}

export type HeartbeatRow = Row<'heartbeat'>;

export type AlarmRow = RateRow | ThresholdRow | ComparisonRow | HeartbeatRow;

/** A row of any kind. */
export type AnyRow = Row<AlarmKind>;
