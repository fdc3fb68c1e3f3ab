/** Reads the facts of a case file. A source that cannot be read becomes unknown, and the others are still read. */

import {
  type AccountMetricName,
  DEFAULT_NAMESPACE,
  DEFAULT_WINDOWS,
  type WindowMetricName,
} from '../../lambda/send-statistics/contract';
import type { Clock } from '../../lambda/shared/clock';
import type { Span } from '../../lambda/shared/topic/numbers';
import { ALARM_NAMES } from '../../lib/alarms/alarm-table';
import { type AlarmId, describeAlarms } from '../deployed/alarms';
import type { DeployedClients } from '../deployed/clients';
import type { DeployedStack } from '../deployed/deployed-stack';
import { AwsFailure } from '../terminal/aws-failure';
import { InputError } from '../terminal/input-error';
import type { CaseFileOptions } from './case-file-options';
import { awsRatesWanted, listWindows, readHistory, readSeries, type WantedMetric } from './cloudwatch';
import { type AlarmEvent, HISTORY_MS, incidentsOf, pagersOf, toAlarmEvents } from './facts/alarm-events';
import { type CaseFacts, type Reading, readValue } from './facts/case-facts';
import { countSuppressions, getAccountDetails } from './sesv2';

const DAY_MS = 24 * 60 * 60_000;

/** Time from the beginning of the span to the newest page. The first figures of the span are then from before the incident. */
const BEFORE_PAGE_MS = DAY_MS;

const WINDOW_METRICS: readonly WindowMetricName[] = ['DeliveryAttempts', 'BounceRate', 'ComplaintRate'];
const ACCOUNT_METRICS: readonly AccountMetricName[] = ['SendQuotaUsage', 'EnforcementLevel', 'SendingEnabled'];

/** The memory sends no messages, so its changes are not part of a case. */
const ALARM_IDS: readonly AlarmId[] = ['ratesPage', ...ALARM_NAMES];

/**
 * @param now the clock at the start of the command, epoch milliseconds
 * @throws InputError if the command line does not set the beginning, and no page is found
 */
export async function readCase(
  clients: DeployedClients,
  stack: DeployedStack,
  { since, until, now, sleep }: CaseFileOptions & { readonly now: number; readonly sleep: Clock['sleep'] },
): Promise<CaseFacts> {
  const { cloudwatch, sesv2 } = clients;
  const alarms = await toReading(describeAlarms(clients, stack));
  const history = await toReading(
    readHistory(cloudwatch, stack, ALARM_IDS, { from: since ?? until - HISTORY_MS, until }).then(toAlarmEvents),
  );
  const from = since ?? newestPage(stack, history, pagersOf(readValue(alarms))) - BEFORE_PAGE_MS;
  const span: Span = { from, until };
  const namespace = stack.outputs.MetricNamespace ?? DEFAULT_NAMESPACE;
  const windows = await toReading(listWindows(cloudwatch, namespace));
  const wanted = metricsWanted(namespace, readValue(windows) ?? []);
  return {
    stack,
    span,
    isFromPage: since === undefined,
    writtenAt: now,
    alarms,
    windows,
    events: 'value' in history ? { value: history.value.filter(({ at }) => at >= from) } : history,
    series: await toReading(readSeries(cloudwatch, wanted, { ...span, now })),
    awsSeries: await toReading(readSeries(cloudwatch, awsRatesWanted(), { ...span, now })),
    account: await toReading(getAccountDetails(sesv2)),
    suppressions: await toReading(countSuppressions(sesv2, span, sleep)),
  };
}

/** @throws InputError if there is no page, or if the history could not be read */
function newestPage(
  { name }: DeployedStack,
  history: Reading<readonly AlarmEvent[]>,
  pagers: ReadonlySet<AlarmId>,
): number {
  if ('unread' in history) {
    throw new InputError(
      `The newest page is unknown: ${history.unread.detail}. Set the beginning of the incident, such as --since 3d`,
    );
  }
  const pages = incidentsOf(history.value, pagers);
  if (pages.length > 0) return Math.max(...pages.map(({ from }) => from));
  throw new InputError(
    `No alarm of ${name} paged in the 30 days that CloudWatch keeps, apart from drills: set the beginning of the incident, such as --since 3d`,
  );
}

/** @param known labels of windows. If there is none, the default windows are read, because older values may exist */
function metricsWanted(namespace: string, known: readonly string[]): WantedMetric[] {
  const windows = known.length > 0 ? known : DEFAULT_WINDOWS;
  return [
    ...windows.flatMap((window) => WINDOW_METRICS.map((name) => ({ namespace, name, window }))),
    ...ACCOUNT_METRICS.map((name) => ({ namespace, name })),
  ];
}

async function toReading<T>(read: Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    return { unread: { reason: reasonOf(error), detail: error.message, isDenied: error.isDenied } };
  }
}

/** Names of errors are identifiers. Messages may contain the name of the caller, so they are not part of the reason. */
const NAME = /^[A-Za-z]\w{0,99}$/;

function reasonOf({ isDenied, call, cause }: AwsFailure): string {
  if (isDenied) return `not allowed, needs \`${call.action}\``;
  const { name = '' } = Object(cause) as { name?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return `${call.service} did not respond in time`;
  return `${call.service} failed${NAME.test(name) ? ` with \`${name}\`` : ''}`;
}
