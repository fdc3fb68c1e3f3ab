import type { AccountStanding } from './account-standing';
import {
  COMPARED_WINDOW,
  type ExporterSettings,
  isWindowMetric,
  type MetricName,
  parseWindow,
  publishedMetrics,
  type Window,
  type WindowMetricName,
} from './contract';
import type { Counter, Counts, SendHistory } from './send-history';
import { publishableWindows } from './slots';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** The span from the start of the hour that `AttemptsWeekBefore` counts to the slot. */
const WEEK_AND_HOUR: Window = { label: '', lengthMs: WEEK_MS + parseWindow(COMPARED_WINDOW).lengthMs };

/** One value of one metric at one slot. */
export interface Gauge {
  readonly name: MetricName;
  /** Label of the window. Undefined for account metrics. */
  readonly window?: string;
  readonly value: number;
}

interface WindowValue {
  readonly needs: readonly Counter[];
  /** Returns undefined if the metric has no value and is not published. */
  readonly of: (counts: Counts) => number | undefined;
}

const WINDOW_VALUES: Readonly<Record<WindowMetricName, WindowValue>> = {
  DeliveryAttempts: { needs: ['deliveryAttempts'], of: (counts) => counts.deliveryAttempts },
  BounceRate: rateOf('bounces'),
  ComplaintRate: rateOf('complaints'),
  RejectRate: rateOf('rejects'),
  Bounces: { needs: ['bounces'], of: (counts) => counts.bounces },
  Complaints: { needs: ['complaints'], of: (counts) => counts.complaints },
  Rejects: { needs: ['rejects'], of: (counts) => counts.rejects },
};

/**
 * Returns the rate of a counter, at most 1. A late bounce may count in a later period than its mail, so bounces can
 * exceed attempts. A rate above 1 adds no information.
 */
function rateOf(counter: Counter): WindowValue {
  return {
    needs: [counter, 'deliveryAttempts'],
    of: (counts) => (counts.deliveryAttempts > 0 ? Math.min(1, counts[counter] / counts.deliveryAttempts) : undefined),
  };
}

/** Returns the window metrics that these settings publish. */
function windowMetrics({ optionalMetrics }: Pick<ExporterSettings, 'optionalMetrics'>): WindowMetricName[] {
  return publishedMetrics(optionalMetrics).filter(isWindowMetric);
}

/** Returns the counters that the published metrics need. A point that lacks one of them is malformed. */
export function neededCounters(settings: Pick<ExporterSettings, 'optionalMetrics'>): Set<Counter> {
  return new Set(windowMetrics(settings).flatMap((name) => WINDOW_VALUES[name].needs));
}

/**
 * Returns the gauges of one window at one slot. The window holds the periods that *start* in [slot - length, slot). SES
 * cuts its periods at the minute of the call, so the edges of a window are accurate to one period.
 */
export function windowGauges(
  history: SendHistory,
  { slot, window, settings }: { slot: number; window: Window; settings: Pick<ExporterSettings, 'optionalMetrics'> },
): Gauge[] {
  const counts = history.countBetween(slot - window.lengthMs, slot);
  return windowMetrics(settings).flatMap((name) => gauge(name, WINDOW_VALUES[name].of(counts), window.label));
}

/** Returns the time from the start of SES's newest period to the slot, or no gauge if no period exists. */
export function ageGauges(history: SendHistory, slot: number): Gauge[] {
  const newest = history.newestBefore(slot);
  return newest === undefined ? [] : gauge('NewestDataPointAge', (slot - newest) / 1000);
}

/**
 * Returns the attempts of one week before the slot, if the settings publish them and SES's data points at the time `calledAt`
 * cover that hour. Every slot with `DeliveryAttempts` needs this gauge: AWS does not document whether an expression
 * reads a missing value as 0.
 */
export function weekBeforeGauges(
  history: SendHistory,
  { slot, calledAt, settings }: { slot: number; calledAt: number; settings: Pick<ExporterSettings, 'optionalMetrics'> },
): Gauge[] {
  if (!settings.optionalMetrics.includes('AttemptsWeekBefore')) return [];
  if (publishableWindows({ windows: [WEEK_AND_HOUR], slot, calledAt }).length === 0) return [];
  const counts = history.countBetween(slot - WEEK_AND_HOUR.lengthMs, slot - WEEK_MS);
  return gauge('AttemptsWeekBefore', counts.deliveryAttempts);
}

export function accountGauges(account: AccountStanding): Gauge[] {
  const { sendingEnabled } = account;
  return [
    ...gauge('SendingEnabled', sendingEnabled === undefined ? undefined : Number(sendingEnabled)),
    ...gauge('EnforcementLevel', enforcementLevel(account.enforcementStatus)),
    ...gauge('SendQuotaUsage', quotaUsage(account)),
  ];
}

/** Returns undefined for a missing status. A status that this version does not know must not count as healthy. */
function enforcementLevel(status: string | undefined): number | undefined {
  switch (status) {
    case undefined:
      return undefined;
    case 'HEALTHY':
      return 0;
    case 'SHUTDOWN':
      return 2;
    default:
      return 1;
  }
}

function quotaUsage({ max24HourSend = 0, sentLast24Hours }: AccountStanding): number | undefined {
  const isLimited = Number.isFinite(max24HourSend) && max24HourSend > 0;
  const isKnown = sentLast24Hours !== undefined && sentLast24Hours >= 0;
  return isLimited && isKnown ? Math.min(1, sentLast24Hours / max24HourSend) : undefined;
}

function gauge(name: MetricName, value: number | undefined, window?: string): Gauge[] {
  return value === undefined ? [] : [{ name, window, value }];
}
