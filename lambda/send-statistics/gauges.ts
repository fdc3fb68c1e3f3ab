import type { AccountStanding } from './account-standing';
import {
  type ExporterSettings,
  isWindowMetric,
  type MetricName,
  publishedMetrics,
  type Window,
  type WindowMetricName,
} from './contract';
import type { Counter, Counts, SendHistory } from './send-history';

/** One value of one metric at one slot. */
export interface Gauge {
  readonly name: MetricName;
  /** Label of the window; undefined on account metrics. */
  readonly window?: string;
  readonly value: number;
}

interface WindowValue {
  readonly needs: readonly Counter[];
  /** Undefined: there is no such value, and none is published. */
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
 * Capped at 1: a late bounce may be counted in a period whose mail was sent in an earlier one, and a share above one
 * says nothing that one does not.
 */
function rateOf(counter: Counter): WindowValue {
  return {
    needs: [counter, 'deliveryAttempts'],
    of: (counts) => (counts.deliveryAttempts > 0 ? Math.min(1, counts[counter] / counts.deliveryAttempts) : undefined),
  };
}

/** The window metrics these settings publish. */
function windowMetrics({ optionalMetrics }: Pick<ExporterSettings, 'optionalMetrics'>): WindowMetricName[] {
  return publishedMetrics(optionalMetrics).filter(isWindowMetric);
}

/** The counters that the published metrics are made of: a point without one of them cannot be used. */
export function neededCounters(settings: Pick<ExporterSettings, 'optionalMetrics'>): Set<Counter> {
  return new Set(windowMetrics(settings).flatMap((name) => WINDOW_VALUES[name].needs));
}

/**
 * What one window holds at one slot: the periods that *start* in [slot - length, slot). SES cuts its periods at
 * the minute of the call, so the edges blur by up to one period.
 */
export function windowGauges(
  history: SendHistory,
  slot: number,
  window: Window,
  settings: Pick<ExporterSettings, 'optionalMetrics'>,
): Gauge[] {
  const counts = history.countBetween(slot - window.lengthMs, slot);
  return windowMetrics(settings).flatMap((name) => gauge(name, WINDOW_VALUES[name].of(counts), window.label));
}

/** How old SES's newest period was at the slot, from its start; nothing when there is none. */
export function ageGauges(history: SendHistory, slot: number): Gauge[] {
  const newest = history.newestBefore(slot);
  return newest === undefined ? [] : gauge('NewestDataPointAge', (slot - newest) / 1000);
}

export function accountGauges(account: AccountStanding): Gauge[] {
  const { sendingEnabled } = account;
  return [
    ...gauge('SendingEnabled', sendingEnabled === undefined ? undefined : Number(sendingEnabled)),
    ...gauge('EnforcementLevel', enforcementLevel(account.enforcementStatus)),
    ...gauge('SendQuotaUsage', quotaUsage(account)),
  ];
}

/** An absent status is unknown and has no level. A word that is not known here must not read as healthy. */
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
