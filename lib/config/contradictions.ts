/** Problems between settings, each of which is valid by itself. */
import { parseWindow } from '../../lambda/send-statistics/contract';
import { alarmProblems, windowOf } from '../alarms/alarm-settings';
import { ALARM_NAMES, type AlarmName, PAGING_RATES, rowOf } from '../alarms/alarm-table';
import { TOPIC } from '../alarms/notification-config';
import { KEY } from '../insights/insights-config';
import { SINK } from '../monitoring/monitoring-config';
import { dashboardProblems } from '../monitoring/monitoring-settings';
import { parseJson } from '../shared/context-text';
import { logNamespaceProblems } from '../shared/namespace';
import { describeProblem } from '../shared/option-problems';
import { missingArnProblems, type StackRegions } from '../shared/regional-arns';
import { windowProblems } from '../weekly-report/weekly-report-config';
import { pasteable } from './pasteable';
import type { Config, SettingName } from './settings-schema';

interface Written extends StackRegions {
  /** The string that users write before each name, such as `exporter:`. */
  readonly prefix: string;
  /** The settings as the user wrote them, without defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Contradiction {
  /** The settings that it compares. */
  readonly among: readonly SettingName[];
  /** Returns the problems, one sentence each. */
  problemsOf(config: Config, written: Written): string[];
}

export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    among: ['alarms', 'windows', 'schedulePeriodMinutes'],
    problemsOf: ({ alarms, windows, schedulePeriodMinutes }, { prefix }) => {
      // The next contradiction reports windows that are not published, once for all alarms.
      const watched = ALARM_NAMES.flatMap((name) => watchedWindow(alarms, name) ?? []);
      return alarmProblems(alarms, [...windows, ...watched], schedulePeriodMinutes).map(
        (problem) => `"${prefix}alarms": ${problem}`,
      );
    },
  },
  { among: ['alarms', 'windows'], problemsOf: describeUnwatchable },
  {
    among: ['namespace', 'messageInsights'],
    problemsOf: ({ namespace, messageInsights }, { prefix }) =>
      (messageInsights ? logNamespaceProblems(namespace) : []).map((advice) =>
        describeProblem({ prefix, path: ['namespace'] }, namespace, advice),
      ),
  },
  {
    among: ['briefs', 'messageInsights'],
    problemsOf: ({ briefs, messageInsights }, { prefix }) =>
      briefs && !messageInsights
        ? [
            `"${prefix}briefs" is true: remove false from "${prefix}messageInsights", because briefs use its table, or write false here`,
          ]
        : [],
  },
  {
    among: ['briefs', 'alarms'],
    problemsOf: ({ briefs, alarms }, { prefix }) =>
      briefs && !PAGING_RATES.some((name) => alarms[name])
        ? [
            `"${prefix}briefs" is true: switch on at least one of ${PAGING_RATES.join(', ')} in "${prefix}alarms", because a brief explains a page, or write false here`,
          ]
        : [],
  },
  {
    among: ['consoleWidgets', 'messageInsights', 'dashboard'],
    problemsOf: ({ consoleWidgets, ...parts }, { prefix }) =>
      (['messageInsights', 'dashboard'] as const)
        .filter((name) => consoleWidgets && !parts[name])
        .map(
          (name) =>
            `"${prefix}consoleWidgets" is true: remove false from "${prefix}${name}", because the widgets need it, or write false here`,
        ),
  },
  {
    among: ['weeklyReport', 'windows'],
    problemsOf: ({ weeklyReport, windows }, { prefix }) =>
      (weeklyReport ? windowProblems(windows) : []).map(
        (problem) => `"${prefix}weeklyReport": ${problem}: add the window to "${prefix}windows", or write false here`,
      ),
  },
  {
    among: ['monitoring', 'regions'],
    problemsOf: ({ monitoring, regions }, { prefix }) =>
      (monitoring ? dashboardProblems(monitoring.sourceAccounts, regions?.length ?? 1) : []).map(
        (problem) => `"${prefix}monitoring": ${problem}`,
      ),
  },
  {
    among: ['regions', 'notifications'],
    problemsOf: ({ notifications: { critical, warning } }, written) =>
      Object.entries({ critical, warning }).flatMap(([level, { topicArns: arns }]) => {
        const place = { prefix: written.prefix, path: ['notifications', level, 'topicArns'] };
        return missingArnProblems({ place, arns, resource: TOPIC }, written);
      }),
  },
  {
    among: ['regions', 'messageInsights'],
    problemsOf: ({ messageInsights }, written) => {
      const place = { prefix: written.prefix, path: ['messageInsights', 'encryptionKeyArns'] };
      const arns = messageInsights ? messageInsights.encryptionKeyArns : [];
      return missingArnProblems({ place, arns, resource: KEY }, written);
    },
  },
  {
    among: ['regions', 'monitoringSinkArns'],
    problemsOf: ({ monitoringSinkArns: arns }, written) => {
      const place = { prefix: written.prefix, path: ['monitoringSinkArns'] };
      return missingArnProblems({ place, arns, resource: SINK }, written);
    },
  },
];

/** A suggested window is at most this many times longer or shorter than the window that it replaces. */
const MAX_RATIO = 4;

/** Returns one problem for all alarms on windows that are not published, with settings that solve it. */
function describeUnwatchable({ alarms, windows }: Config, { prefix, settings }: Written): string[] {
  const names = ALARM_NAMES.filter((name) => {
    const window = watchedWindow(alarms, name);
    return window !== undefined && !windows.includes(window);
  });
  if (names.length === 0) return [];
  const overrides = parseJson(settings.alarms) as Partial<Record<AlarmName, object>> | undefined;
  const changed = names.map((name) => [
    name,
    overrideFor(name, watchedWindow(alarms, name) as string, windows, overrides),
  ]);
  const missing = [...new Set(names.map((name) => watchedWindow(alarms, name)))];
  return [
    `"${prefix}alarms": ${names.join(', ')} ${names.length > 1 ? 'watch' : 'watches'} ${missing.join(', ')}, which "${prefix}windows" does not list: add ${missing.length > 1 ? 'these windows' : 'the window'} there, or write${pasteable([[`${prefix}alarms`, { ...overrides, ...Object.fromEntries(changed) }]])}`,
  ];
}

function watchedWindow(alarms: Config['alarms'], name: AlarmName): string | undefined {
  const setting = alarms[name];
  return setting ? windowOf(setting) : undefined;
}

/**
 * Returns an override with the nearest published window, or false if no window is near, or if the window of the alarm is fixed.
 * An alarm on a very different window would mean something else. `exporterSilent` accepts every window, because each window
 * shows whether the exporter runs.
 */
function overrideFor(
  name: AlarmName,
  wanted: string,
  windows: readonly string[],
  overrides: Partial<Record<AlarmName, object>> = {},
): object | false {
  const distance = (label: string) => Math.abs(Math.log(lengthOf(label) / (lengthOf(wanted) || lengthOf(label))));
  const [nearest = ''] = [...windows].sort((a, b) => distance(a) - distance(b));
  const isNear = name === 'exporterSilent' || distance(nearest) <= Math.log(MAX_RATIO);
  const isReplaceable = isNear && rowOf(name).kind !== 'comparison';
  return isReplaceable && { ...overrides[name], window: nearest };
}

/** Returns the length of a window in milliseconds, or 0 for a label that is not a window. Overrides may contain such labels. */
function lengthOf(label: string): number {
  try {
    return parseWindow(label).lengthMs;
  } catch {
    return 0;
  }
}
