/** What cannot be meant together, though each setting has the right shape. */
import { parseWindow } from '../../lambda/send-statistics/contract';
import { alarmProblems } from '../alarms/alarm-settings';
import { ALARM_NAMES, type AlarmName } from '../alarms/alarm-table';
import { dashboardProblems } from '../monitoring/monitoring-settings';
import { regionOf } from '../shared/arn-region';
import { parseJson } from '../shared/context-text';
import { logNamespaceProblems } from '../shared/namespace';
import { hasNoRepeats } from '../shared/no-repeats';
import { printedValue } from '../shared/printed-value';
import type { Config, StackRegions } from './config';
import { pasteable } from './pasteable';

interface Written {
  /** What is written before each name. */
  readonly prefix: string;
  /** Of the stacks. */
  readonly regions: StackRegions;
  /** What was set, without defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Contradiction {
  /** The settings that it is about. */
  readonly among: readonly (keyof Config)[];
  /** A sentence for each. */
  problemsOf(config: Config, written: Written): string[];
}

export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    among: ['alarms', 'windows', 'schedulePeriodMinutes'],
    problemsOf: ({ alarms, windows, schedulePeriodMinutes }, { prefix }) => {
      // Windows that are not published are one problem for all alarms, below.
      const watched = ALARM_NAMES.flatMap((name) => windowOf(alarms, name) ?? []);
      return alarmProblems(alarms, [...windows, ...watched], schedulePeriodMinutes).map(
        (problem) => `"${prefix}alarms": ${problem}`,
      );
    },
  },
  { among: ['alarms', 'windows'], problemsOf: describeUnwatchable },
  {
    among: ['notifications'],
    problemsOf: ({ notifications: { critical, warning } }, { prefix }) =>
      Object.entries({ critical, warning }).flatMap(([level, { emails, endpointParameters, topicArns }]) => {
        const isMixed = topicArns.length > 0 && emails.length + endpointParameters.length > 0;
        const isDoubled = !hasNoRepeats(topicArns.map(regionOf));
        const place = `"${prefix}notifications", ${level}`;
        return [
          ...(isMixed ? [`${place}: topicArns are beside other receivers: subscribe those to your topic instead`] : []),
          ...(isDoubled
            ? [`${place}: two topicArns are in one Region: name one for each, and subscribe the other to it`]
            : []),
        ];
      }),
  },
  {
    among: ['namespace', 'messageInsights'],
    problemsOf: ({ namespace, messageInsights }, { prefix }) =>
      (messageInsights ? logNamespaceProblems(namespace) : []).map(
        (problem) => `"${prefix}namespace" is ${printedValue(namespace)}: ${problem}`,
      ),
  },
  {
    among: ['monitoring', 'regions'],
    problemsOf: ({ monitoring, regions = [] }, { prefix }) =>
      (monitoring ? dashboardProblems(monitoring.sourceAccounts, regions.length > 0 ? regions : [undefined]) : []).map(
        (problem) => `"${prefix}monitoring": ${problem}`,
      ),
  },
  {
    among: ['regions', 'notifications'],
    problemsOf: ({ notifications: { critical, warning } }, written) =>
      Object.entries({ critical, warning }).flatMap(([level, { topicArns }]) =>
        describeMissing(topicArns, `notifications", ${level}`, 'a topic', written),
      ),
  },
  {
    among: ['regions', 'messageInsights'],
    problemsOf: ({ messageInsights }, written) =>
      describeMissing(
        messageInsights ? messageInsights.encryptionKeyArns : [],
        'messageInsights", encryptionKeyArns',
        'a key',
        written,
      ),
  },
  {
    among: ['regions', 'monitoringSinkArns'],
    problemsOf: ({ monitoringSinkArns }, written) =>
      describeMissing(monitoringSinkArns, 'monitoringSinkArns"', 'the sink', written),
  },
];

/** Regions that lack what is named once for each: one problem for all of them. */
function describeMissing(arns: readonly string[], place: string, what: string, { prefix, regions }: Written): string[] {
  const missing = regions.filter((region) => arns.length > 0 && !arns.some((arn) => regionOf(arn) === region));
  if (missing.length === 0) return [];
  const known = missing.filter((region) => region !== undefined);
  const where =
    known.length === 0
      ? `the Region of the stack, which is not known unless "${prefix}regions" names it: add ${what} of that Region`
      : known.length === 1
        ? `the Region ${known[0]}: add ${what} of that Region`
        : `the Regions ${known.join(', ')}: add ${what} of each`;
  const reason = what === 'a topic' ? ', because an alarm notifies topics of its own Region only' : '';
  return [`"${prefix}${place}: none of ${arns.join(', ')} is in ${where}${reason}`];
}

/** How much longer or shorter the window may be that replaces one that is not published. */
const SIMILAR = 4;

/** Alarms on windows that are not published: one problem, with what to write. */
function describeUnwatchable({ alarms, windows }: Config, { prefix, settings }: Written): string[] {
  const names = ALARM_NAMES.filter((name) => {
    const window = windowOf(alarms, name);
    return window !== undefined && !windows.includes(window);
  });
  if (names.length === 0) return [];
  const set = parseJson(settings.alarms) as Partial<Record<AlarmName, object>> | undefined;
  const changed = names.map((name) => [name, overrideFor(name, windowOf(alarms, name) as string, windows, set)]);
  const missing = [...new Set(names.map((name) => windowOf(alarms, name)))];
  return [
    `"${prefix}alarms": ${names.join(', ')} ${names.length > 1 ? 'watch' : 'watches'} ${missing.join(', ')}, which "${prefix}windows" does not list: add ${missing.length > 1 ? 'these windows' : 'the window'} there, or write${pasteable([[`${prefix}alarms`, { ...set, ...Object.fromEntries(changed) }]])}`,
  ];
}

function windowOf(alarms: Config['alarms'], name: AlarmName): string | undefined {
  const setting = alarms[name];
  return setting && 'window' in setting ? setting.window : undefined;
}

/** The nearest published window; false where none is near, because an alarm on a very different window means something else. */
function overrideFor(
  name: AlarmName,
  wanted: string,
  windows: readonly string[],
  set: Partial<Record<AlarmName, object>> = {},
): object | false {
  const distance = (label: string) => Math.abs(Math.log(lengthOf(label) / (lengthOf(wanted) || lengthOf(label))));
  const [nearest = ''] = [...windows].sort((a, b) => distance(a) - distance(b));
  const isMeant = name === 'exporterSilent' || distance(nearest) <= Math.log(SIMILAR);
  return isMeant && { ...set[name], window: nearest };
}

/** In milliseconds; 0 for what is no window, such as an alarm may name. */
function lengthOf(label: string): number {
  try {
    return parseWindow(label).lengthMs;
  } catch {
    return 0;
  }
}
