import {
  ALARM_NAMES,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  RATE_ALARMS,
  type RateSetting,
  type ThresholdSetting,
} from './alarm-table';
import { AWS_RATE_PERIOD_MINUTES } from './aws-thresholds';

/** What a configuration may say of the alarms: other numbers than the defaults, or false to switch one off. */
export type AlarmOverrides = { readonly [N in AlarmName]?: false | Partial<Exclude<AlarmSettings[N], false>> };

/**
 * Longest span an alarm may look at: a day, with periods of an hour or more a week.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MAX_SPAN_DAYS = { short: 1, hourly: 7 } as const;

/** Alarms whose threshold is a level of SES, and not for changing. */
const LEVELS: readonly AlarmName[] = ['accountUnderReview', 'accountShutDown', 'sendingDisabled'];

/** Alarms whose threshold counts something. */
const COUNTS: readonly AlarmName[] = ['exporterFailing', 'pollsGivenUp', 'lookUpsFailing', 'lookUpsThrottled'];

/** A warning above its critical alarm would come after it, if at all. */
const WARNING_BEFORE_CRITICAL = [
  ['bounceRateWarning', 'bounceRateCritical'],
  ['complaintRateWarning', 'complaintRateCritical'],
  ['quotaWarning', 'quotaCritical'],
  ['awsBounceRateWarning', 'awsBounceRateCritical'],
  ['awsComplaintRateWarning', 'awsComplaintRateCritical'],
] as const;

/** Alarms whose threshold is a share of one. */
const SHARES = ALARM_NAMES.filter((name) => name.includes('Rate') || name.startsWith('quota'));

/** The defaults with what the configuration changes of them. */
export function mergeAlarmSettings(overrides: AlarmOverrides): AlarmSettings {
  return Object.fromEntries(
    ALARM_NAMES.map((name) => {
      const override = overrides[name];
      return [name, override === false ? false : { ...DEFAULT_ALARMS[name], ...override }];
    }),
  ) as unknown as AlarmSettings;
}

/**
 * What contradicts itself in settings of the right shape, a sentence each.
 *
 * @param windows labels of the windows that are published
 * @param periodMinutes the schedule's period, which is the alarms' too
 */
export function alarmProblems(settings: AlarmSettings, windows: readonly string[], periodMinutes: number): string[] {
  return [
    ...ALARM_NAMES.flatMap((name) => problemsOf(name, settings, windows, periodMinutes)),
    ...WARNING_BEFORE_CRITICAL.flatMap(([lower, higher]) => {
      const warning = settings[lower];
      const critical = settings[higher];
      return warning && critical && warning.threshold >= critical.threshold
        ? [`${lower} warns at ${warning.threshold}, but ${higher} pages at ${critical.threshold}: set it below that`]
        : [];
    }),
  ];
}

function problemsOf(
  name: AlarmName,
  settings: AlarmSettings,
  windows: readonly string[],
  periodMinutes: number,
): string[] {
  const setting = settings[name];
  if (!setting) return [];
  const problems: string[] = [];
  const { datapointsToAlarm, evaluationPeriods } = setting;
  if (!(datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods)) {
    problems.push(
      `goes off in ${datapointsToAlarm} of ${evaluationPeriods} periods: set from 1 to ${evaluationPeriods}`,
    );
  }
  const minutes = name.startsWith('aws') ? AWS_RATE_PERIOD_MINUTES : periodMinutes;
  const maxDays = minutes >= 60 ? MAX_SPAN_DAYS.hourly : MAX_SPAN_DAYS.short;
  if (evaluationPeriods * minutes > maxDays * 24 * 60) {
    problems.push(
      `looks at ${evaluationPeriods} periods of ${minutes} minutes: CloudWatch allows no more than ${maxDays * 24} hours`,
    );
  }
  if ('window' in setting && !windows.includes(setting.window)) {
    problems.push(
      `watches the window ${setting.window}, which is not published: publish it, choose one of ${windows.join(', ')}, or set the alarm to false`,
    );
  }
  if (SHARES.includes(name)) {
    const { threshold } = setting as ThresholdSetting;
    if (!(threshold > 0 && threshold <= 1)) problems.push(`goes off at ${threshold}: set a share above 0, up to 1`);
  }
  if (LEVELS.includes(name)) {
    const { threshold } = setting as ThresholdSetting;
    const { threshold: level } = DEFAULT_ALARMS[name] as ThresholdSetting;
    if (threshold !== level)
      problems.push(`goes off at ${threshold}: ${level} is SES's level, leave it or set the alarm to false`);
  }
  if (COUNTS.includes(name)) {
    const { threshold } = setting as ThresholdSetting;
    if (!(threshold >= 1)) problems.push(`goes off at ${threshold}: set 1 or more`);
  }
  if (name in RATE_ALARMS) {
    const { attempts, events } = setting as RateSetting;
    if (attempts < 1 || events < 1) {
      problems.push(`asks for ${attempts} attempts and ${events} events: set at least 1 of each`);
    } else if (events > attempts) {
      problems.push(`asks for ${events} events in ${attempts} attempts: set no more events than attempts`);
    }
  }
  return problems.map((problem) => `${name} ${problem}`);
}
