import { COMPARED_WINDOW, type OptionalMetricName } from '../../lambda/send-statistics/contract';
import { counted } from '../shared/plural';
import type {
  AnyRow,
  ComparisonSetting,
  Periods,
  RateSetting,
  SettingOfKind,
  ThresholdSetting,
  ThresholdUnit,
} from './alarm-row';
import {
  ALARM_NAMES,
  ALARMS,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  mapAlarms,
  rowOf,
} from './alarm-table';

/**
 * For each alarm, settings that replace its defaults, or false to switch the alarm off. True switches on an alarm that is off
 * by default.
 */
export type AlarmOverrides = {
  readonly [N in AlarmName]?:
    | false
    | ((typeof ALARMS)[N] extends { readonly isOptIn: true } ? true : never)
    | Partial<Exclude<AlarmSettings[N], false>>;
};

/**
 * Longest span that an alarm may evaluate: a day, or a week with periods of an hour or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MAX_SPAN_HOURS = { short: 24, hourly: 7 * 24 } as const;

/**
 * Longest warm-up of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 */
const MAX_WARM_UP_MINUTES = 2880;

/** Returns how many minutes CloudWatch waits before it evaluates a new heartbeat: the evaluated span, and one period. */
export function warmUpMinutes({ evaluationPeriods }: Periods, periodMinutes: number): number {
  return (evaluationPeriods + 1) * periodMinutes;
}

/** Returns the optional metrics to publish: those that are chosen, and those that alarms read. */
export function optionalMetricsFor(
  settings: AlarmSettings,
  chosen: readonly OptionalMetricName[],
): OptionalMetricName[] {
  const read = ALARM_NAMES.flatMap((name) => (settings[name] && rowOf(name).optionalMetric) || []);
  return [...new Set([...chosen, ...read])];
}

/** Applies overrides to the defaults. An undefined property keeps its default. */
export function mergeAlarmSettings(overrides: AlarmOverrides): AlarmSettings {
  return mapAlarms(({ defaults, isOptIn }, name) => {
    const override = overrides[name];
    if (override === false || (override === undefined && isOptIn)) return false;
    const changed = Object.entries(override === true ? {} : (override ?? {})).filter(
      ([, value]) => value !== undefined,
    );
    return { ...defaults, ...Object.fromEntries(changed) };
  }) as AlarmSettings;
}

/**
 * Returns why settings cannot be used, one sentence for each problem.
 *
 * @param windows labels of the windows that are published
 * @param periodMinutes the schedule's period. Alarms have the same period, unless their row has another
 */
export function alarmProblems(settings: AlarmSettings, windows: readonly string[], periodMinutes: number): string[] {
  return ALARM_NAMES.flatMap((name) => {
    const setting = settings[name];
    if (!setting) return [];
    return [
      ...periodProblems(rowOf(name), setting, periodMinutes),
      ...windowProblems(setting, windows),
      ...('attemptsBefore' in setting ? comparisonProblems(setting) : []),
      ...('threshold' in setting ? thresholdProblems(name, setting) : []),
      ...('attempts' in setting ? floorProblems(setting) : []),
      ...('threshold' in setting ? orderProblems(name, setting, settings) : []),
    ].map((problem) => `${name} ${problem}`);
  });
}

function periodProblems(row: AnyRow, setting: Periods, schedulePeriodMinutes: number): string[] {
  const { datapointsToAlarm, evaluationPeriods } = setting;
  const { periodMinutes = schedulePeriodMinutes } = row;
  const problems: string[] = [];
  if (evaluationPeriods < 1) {
    problems.push(`evaluates ${evaluationPeriods} periods: set evaluationPeriods to 1 or more`);
  } else if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    problems.push(
      `fires in ${datapointsToAlarm} of ${counted(evaluationPeriods, 'period')}: set datapointsToAlarm to ${evaluationPeriods === 1 ? '1' : `a number from 1 to ${evaluationPeriods}`}`,
    );
  }
  const maxHours = MAX_SPAN_HOURS[periodMinutes >= 60 ? 'hourly' : 'short'];
  const evaluated = `evaluates ${counted(evaluationPeriods, 'period')} of ${periodMinutes} minutes`;
  if (evaluationPeriods * periodMinutes > maxHours * 60) {
    const most = (maxHours * 60) / periodMinutes;
    problems.push(`${evaluated}: set at most ${most}, because CloudWatch allows at most ${maxHours} hours`);
  }
  if (row.kind !== 'heartbeat') return problems;
  // CloudWatch fills the newest period until its datapoint arrives, so one filled period proves nothing.
  if (datapointsToAlarm === 1) {
    problems.push(
      `fires in 1 of ${counted(evaluationPeriods, 'period')}: set datapointsToAlarm to 2 or more, because a datapoint may arrive late`,
    );
  }
  if (problems.length === 0 && warmUpMinutes(setting, periodMinutes) > MAX_WARM_UP_MINUTES) {
    const most = MAX_WARM_UP_MINUTES / periodMinutes - 1;
    problems.push(
      `${evaluated}: set at most ${most}, because a new stack warms up for one more period, and CloudWatch allows at most ${MAX_WARM_UP_MINUTES} minutes`,
    );
  }
  return problems;
}

/** Returns the window that an alarm reads. Undefined: it reads none. */
export function windowOf(setting: SettingOfKind[keyof SettingOfKind]): string | undefined {
  if ('window' in setting) return setting.window;
  return 'attemptsBefore' in setting ? COMPARED_WINDOW : undefined;
}

function windowProblems(setting: SettingOfKind[keyof SettingOfKind], windows: readonly string[]): string[] {
  const window = windowOf(setting);
  if (window === undefined || windows.includes(window)) return [];
  const others = 'window' in setting ? ` choose from ${windows.join(', ')},` : '';
  return [`watches the window ${window}, which is not published: publish it,${others} or set the alarm to false`];
}

function comparisonProblems({ attemptsBefore }: ComparisonSetting): string[] {
  return attemptsBefore < 1 ? [`requires ${attemptsBefore} attempts a week before: set at least 1`] : [];
}

function thresholdProblems(name: AlarmName, { threshold }: ThresholdSetting): string[] {
  const { threshold: level } = DEFAULT_ALARMS[name] as ThresholdSetting;
  const advice: Readonly<Record<ThresholdUnit, string | false>> = {
    share: !(threshold > 0 && threshold <= 1) && 'set a share above 0 and at most 1',
    count: !(threshold >= 1) && 'set 1 or more',
    level: threshold !== level && `SES's level is ${level}: leave threshold out, or set the alarm to false`,
  };
  const { unit } = rowOf(name);
  return unit && advice[unit] ? [`fires at ${threshold}: ${advice[unit]}`] : [];
}

function floorProblems({ attempts, events }: RateSetting): string[] {
  if (attempts < 1 || events < 1) {
    return [`requires ${attempts} attempts and ${events} events: set at least 1 of each`];
  }
  return events > attempts
    ? [`requires ${events} events in ${attempts} attempts: set at most as many events as attempts`]
    : [];
}

/** Returns the problem of a warning whose threshold is too high to fire before the critical alarm. */
function orderProblems(name: AlarmName, { threshold }: ThresholdSetting, settings: AlarmSettings): string[] {
  const row = ALARMS[name];
  if (!('warnsBefore' in row)) return [];
  const critical = settings[row.warnsBefore] as SettingOfKind['rate' | 'threshold'] | false;
  // `thresholdProblems` already reports a share above 1.
  if (!critical || threshold < critical.threshold || threshold > 1) return [];
  return [`warns at ${threshold}, but ${row.warnsBefore} pages at ${critical.threshold}: set a lower threshold`];
}
