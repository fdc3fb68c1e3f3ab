/** What a row of the alarm table holds. */
import type { IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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

/** The numbers that can be set, for each kind of alarm. */
export interface SettingOfKind {
  /** Fires when a rate over a window reaches a threshold, once there are enough attempts and events. */
  readonly rate: RateSetting;
  /** Fires when a metric reaches a threshold. */
  readonly threshold: ThresholdSetting;
  /** Fires when a metric is no longer published. */
  readonly heartbeat: HeartbeatSetting;
}

export type AlarmKind = keyof SettingOfKind;

/** `share`: above 0, at most 1. `count`: at least 1. `level`: a value that SES defines, which cannot be changed. */
export type ThresholdUnit = 'share' | 'count' | 'level';

/** What surrounds an alarm in its stack. */
export interface AlarmContext {
  readonly exporter: SendStatisticsExporter;
  /** Undefined in a stack without the look-up API. */
  readonly insights: MessageInsightsApi | undefined;
  /** Whether this alarm pages when AWS pauses the account. */
  readonly pagesForShutdown: boolean;
  /** Slug of the alarm that pages when AWS pauses the account; undefined if every alarm that could is off. */
  readonly shutdownPager: string | undefined;
}

interface Row<K extends AlarmKind> {
  readonly kind: K;
  readonly level: AlarmLevel;
  /** Numbers that a configuration can change. */
  readonly defaults: SettingOfKind[K];
  /** Unit of the threshold. A heartbeat has none. */
  readonly unit?: ThresholdUnit;
  /** The metric to watch. Undefined if the stack does not have it: the alarm is then left out. */
  metric(setting: SettingOfKind[K], context: AlarmContext): IMetric | undefined;
  readonly missingData: TreatMissingData;
  /** Length of the metric's periods. Default: the schedule's. */
  readonly periodMinutes?: number;
  /** What happened, then how bad it is. The account and the link to the runbook follow. */
  description(setting: SettingOfKind[K], context: AlarmContext): string;
  /** The critical alarm that this warning precedes: its threshold must be higher. */
  readonly warnsBefore?: string;
  /**
   * The alarm pages through the page for all sending rates, not by itself. A burst always pages. A lasting alarm does not
   * page within a day after a burst, because that burst is still in its window.
   */
  readonly page?: 'burst' | 'lasting';
  /** When AWS pauses the account, only the alarm with the lowest rank pages. Those that are switched off do not count. */
  readonly shutdownRank?: number;
  /** Graph of the dashboards that shows the threshold, a share, as a line. Default: none. */
  readonly graph?: RateName;
}

export interface RateRow extends Row<'rate'> {
  readonly unit: 'share';
  readonly rate: RateName;
}

export interface ThresholdRow extends Row<'threshold'> {
  readonly unit: ThresholdUnit;
}

export type HeartbeatRow = Row<'heartbeat'>;

export type AlarmRow = RateRow | ThresholdRow | HeartbeatRow;

/** A row of any kind. */
export type AnyRow = Row<AlarmKind>;
