import {
  ALARM_LEVELS,
  ALARM_NAMES,
  type AlarmName,
  type AlarmSettings,
  DEFAULT_ALARMS,
  HEARTBEAT_ALARMS,
  type Periods,
  RATE_ALARMS,
  type RateSetting,
  type ThresholdSetting,
} from './alarm-table';
import { AWS_RATE_PERIOD_MINUTES } from './aws-thresholds';
import { counted } from './plural';

/** What a configuration may say of the alarms: other numbers than the defaults, or false to switch one off. */
export type AlarmOverrides = { readonly [N in AlarmName]?: false | Partial<Exclude<AlarmSettings[N], false>> };

/**
 * Longest span an alarm may look at: a day, with periods of an hour or more a week.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MAX_SPAN_DAYS = { short: 1, hourly: 7 } as const;

/**
 * Longest warm-up of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 */
const MAX_WARM_UP_MINUTES = 2880;

/** How long the heartbeat of a new stack is not evaluated: as far as it looks back, and a period. */
export function warmUpMinutes({ evaluationPeriods }: Periods, periodMinutes: number): number {
  return (evaluationPeriods + 1) * periodMinutes;
}

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
 * What cannot be used in settings, a sentence each. Untyped callers may pass anything.
 *
 * @param windows labels of the windows that are published
 * @param periodMinutes the schedule's period, which is the alarms' too
 */
export function alarmProblems(settings: AlarmSettings, windows: readonly string[], periodMinutes: number): string[] {
  if (!isObject(settings)) return [`alarms are ${shown(settings)}: write an object with the numbers of every alarm`];
  const malformed = new Map(ALARM_NAMES.map((name) => [name, shapeProblems(name, settings[name])]));
  const isSound = (name: AlarmName) => settings[name] !== false && malformed.get(name)?.length === 0;
  return [
    ...Object.keys(settings)
      .filter((name) => !Object.hasOwn(DEFAULT_ALARMS, name))
      .map((name) => `${name} is no alarm: choose from ${ALARM_NAMES.join(', ')}`),
    ...ALARM_NAMES.flatMap((name) => [
      ...(malformed.get(name) ?? []),
      ...(isSound(name) ? problemsOf(name, settings, windows, periodMinutes) : []),
    ]),
    ...WARNING_BEFORE_CRITICAL.flatMap(([lower, higher]) => {
      const warning = settings[lower];
      const critical = settings[higher];
      return warning && critical && warning.threshold <= 1 && warning.threshold >= critical.threshold
        ? [`${lower} warns at ${warning.threshold}, but ${higher} pages at ${critical.threshold}: set it below that`]
        : [];
    }),
  ];
}

/** What cannot be used of the levels that also get a message when an alarm is over. */
export function okActionProblems(levels: unknown = []): string[] {
  const known = [...new Set(Object.values(ALARM_LEVELS))];
  const isList = Array.isArray(levels) && levels.every((level) => known.includes(level));
  return isList ? [] : [`okActions are ${shown(levels)}: write a list, and choose from ${known.join(', ')}`];
}

/** Properties of an alarm's settings that it does not have, or whose type is not that of the default: a number or a string. */
function shapeProblems(name: AlarmName, setting: unknown): string[] {
  if (setting === false) return [];
  if (!isObject(setting)) return [`${name} is ${shown(setting)}: write an object of its numbers, or false`];
  const known = Object.keys(DEFAULT_ALARMS[name]);
  const unknown = Object.keys(setting)
    .filter((property) => !known.includes(property))
    .map((property) => `${name} has no ${property}: choose from ${known.join(', ')}`);
  const mistyped = Object.entries(DEFAULT_ALARMS[name]).flatMap(([property, standard]) => {
    const value = setting[property];
    if (typeof standard === 'string') {
      return typeof value === 'string'
        ? []
        : [`${name} has ${shown(value)} as ${property}: write a window such as 24h`];
    }
    const isCount = property !== 'threshold';
    if (isCount ? Number.isSafeInteger(value) : Number.isFinite(value)) return [];
    return [`${name} has ${shown(value)} as ${property}: write a ${isCount ? 'whole ' : ''}number`];
  });
  return [...unknown, ...mistyped];
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
  if (evaluationPeriods < 1) {
    problems.push(`looks at ${evaluationPeriods} periods: set 1 or more`);
  } else if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    problems.push(
      `goes off in ${datapointsToAlarm} of ${counted(evaluationPeriods, 'period')}: set ${evaluationPeriods === 1 ? 1 : `from 1 to ${evaluationPeriods}`}`,
    );
  }
  const minutes = name.startsWith('aws') ? AWS_RATE_PERIOD_MINUTES : periodMinutes;
  const maxHours = 24 * (minutes >= 60 ? MAX_SPAN_DAYS.hourly : MAX_SPAN_DAYS.short);
  if (evaluationPeriods * minutes > maxHours * 60) {
    problems.push(
      `looks at ${counted(evaluationPeriods, 'period')} of ${minutes} minutes: CloudWatch allows no more than ${maxHours} hours`,
    );
  }
  if (name in HEARTBEAT_ALARMS) {
    // CloudWatch fills the newest period until its datapoint arrives: one filled period alone proves nothing.
    if (datapointsToAlarm === 1) {
      problems.push(
        `goes off in 1 of ${counted(evaluationPeriods, 'period')}: set 2 or more, because a datapoint may come late`,
      );
    }
    const most = MAX_WARM_UP_MINUTES / periodMinutes - 1;
    if (problems.length === 0 && warmUpMinutes(setting, periodMinutes) > MAX_WARM_UP_MINUTES) {
      problems.push(
        `looks at ${counted(evaluationPeriods, 'period')} of ${periodMinutes} minutes: set at most ${most}, because a new stack warms up for one more and CloudWatch allows ${MAX_WARM_UP_MINUTES} minutes of that`,
      );
    }
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return ['number', 'bigint'].includes(typeof value) ? String(value) : (JSON.stringify(value) ?? 'undefined');
}
