/** What the functions of a template use in a month. */
import {
  type ExporterSettings,
  isWindowMetric,
  publishedMetrics,
  scheduleOffsetMinutes,
} from '../../lambda/send-statistics/contract';
import { dueSlots, gapSearch, searchedWindows } from '../../lambda/send-statistics/slots';
import type { CfnTemplate } from '../../local/alarms/template-alarms';
import { type Amounts, sumOf, times } from './prices';
import { BRIEF, GB, LOOK_UP, POLL, type Run, WEEKLY_REPORT } from './runs';

const MINUTE_MS = 60_000;

export const HOURS_PER_MONTH = 730;
export const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;

/** Bounces or complaints page once a month in each Region. An assumption. */
const INCIDENTS_PER_MONTH = 1;

/** The messages of CloudWatch in one incident: ALARM and OK. */
const MESSAGES_PER_INCIDENT = 2;

/** SNS encrypts a message, and decrypts it for its delivery. An assumption. */
const KEY_REQUESTS_PER_MESSAGE = 2;

/** Time from the slot until the exporter calls SES. An assumption. */
const START_DELAY_MS = 5_000;

export interface Usage {
  readonly settings: ExporterSettings;
  /** Look-ups a month in one Region, each of another message. */
  readonly lookUps: number;
}

interface Workload {
  readonly run: Run;
  /** Runs a month. */
  readonly count: number;
}

/** What each function does, by the beginning of its logical id. */
const WORKLOADS: Readonly<Record<string, (usage: Usage) => Workload>> = {
  SendStatisticsFunction: ({ settings }) => ({ run: POLL, count: pollsPerHour(settings) * HOURS_PER_MONTH }),
  MessageInsightsFunction: ({ lookUps }) => ({ run: LOOK_UP, count: lookUps }),
  ConsoleWidgetsFunction: () => ({ run: LOOK_UP, count: 0 }), // a click costs at most as much as a look-up
  AlarmBriefFunction: () => ({ run: BRIEF, count: INCIDENTS_PER_MONTH }),
  WeeklyReportFunction: () => ({ run: WEEKLY_REPORT, count: DAYS_PER_MONTH / 7 }),
};

/**
 * Returns what the functions, the alarms' messages and the metrics of a template use in a month.
 *
 * @throws Error for a function whose runs are unknown
 */
export function workloadAmounts({ Resources }: CfnTemplate, usage: Usage): Amounts {
  const resources = Object.entries(Resources);
  const retentionDays = Math.max(
    ...resources.flatMap(([, { Type, Properties }]) =>
      Type === 'AWS::Logs::LogGroup' ? [Properties.RetentionInDays] : [],
    ),
  );
  const functions = resources.flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::Lambda::Function') return [];
    const [, workloadOf] = Object.entries(WORKLOADS).find(([prefix]) => id.startsWith(prefix)) ?? [];
    if (!workloadOf) throw new Error(`The runs of ${id} are unknown: add them to cli/cost/workload-amounts.ts`);
    const { run, count } = workloadOf(usage);
    return [times(count, amountsOfRun(run, { memoryMb: Properties.MemorySize, retentionDays }))];
  });
  const used = sumOf([...functions, metricAmounts(usage.settings), incidentAmounts(Resources)]);
  return sumOf([used, keyRequests(Resources, used)]);
}

function amountsOfRun(
  { seconds, logBytes, uses }: Run,
  { memoryMb, retentionDays }: { memoryMb: number; retentionDays: number },
): Amounts {
  const logGb = logBytes / GB;
  const storedLogGb = (logGb * retentionDays) / DAYS_PER_MONTH;
  return { ...uses, invocation: 1, gbSecond: (seconds * memoryMb) / 1024, logGb, storedLogGb };
}

function metricAmounts(settings: ExporterSettings): Amounts {
  const published = publishedMetrics(settings.optionalMetrics);
  const perWindow = published.filter(isWindowMetric).length;
  return {
    metric: perWindow * settings.windows.length + published.length - perWindow,
    metricRead: metricsReadPerHour(settings) * HOURS_PER_MONTH,
  };
}

/** Returns the metrics that the polls of an hour read to find missing slots. */
function metricsReadPerHour(settings: ExporterSettings): number {
  const { schedulePeriodMinutes } = settings;
  return Array.from({ length: pollsPerHour(settings) }, (_, poll) => {
    const slot = (scheduleOffsetMinutes(schedulePeriodMinutes) + poll * schedulePeriodMinutes) * MINUTE_MS;
    const gap = gapSearch(slot, schedulePeriodMinutes);
    const due = dueSlots({ ...settings, calledAt: slot + START_DELAY_MS, spanMs: gap.spanMs });
    const earlier = due.filter((each) => each.slot !== slot);
    return searchedWindows(earlier, gap).length;
  }).reduce((sum, read) => sum + read, 0);
}

function pollsPerHour({ schedulePeriodMinutes }: ExporterSettings): number {
  return 60 / schedulePeriodMinutes;
}

/** Returns what the messages of alarms cost. One failed event a month goes to the queue. */
function incidentAmounts(resources: CfnTemplate['Resources']): Amounts {
  const protocols = Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::SNS::Subscription' ? [Properties.Protocol as string] : [],
  );
  const messages = INCIDENTS_PER_MONTH * MESSAGES_PER_INCIDENT;
  const deliveries = (protocol: string) => messages * protocols.filter((each) => each === protocol).length;
  return { message: messages, email: deliveries('email'), delivery: deliveries('https'), queueRequest: 1 };
}

function keyRequests(resources: CfnTemplate['Resources'], { message = 0 }: Amounts): Amounts {
  const hasKey = Object.values(resources).some(({ Type }) => Type === 'AWS::KMS::Key');
  return hasKey ? { keyRequest: message * KEY_REQUESTS_PER_MESSAGE } : {};
}
