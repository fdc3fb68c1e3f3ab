/** A history: mail, a schedule, and the faults that happen meanwhile. */
import type { Cut } from '../../../local/simulation/send-periods';
import { EXPORTER_FAULTS, type ExporterFault, type ExporterFaultName, ON_TIME } from './faults';
import { drawMail, type Mail } from './mail';
import { slotsBetween } from './truth';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A Wednesday, at the quarter hour. Polls start here, and the account has sent mail for longer than SES remembers. */
export const START = Date.parse('2026-11-04T09:00:00Z');

/** Healthy polls before the first fault. */
export const LEAD = HOUR;

/** Healthy polls after the last fault. They include the first poll of an hour, which searches for everything. */
const RECOVERY = 80 * MINUTE;

export interface Incident {
  readonly fault: ExporterFaultName;
  /** Milliseconds after the lead. */
  readonly startsAt: number;
  readonly lastsMs: number;
}

export interface ExporterHistory {
  readonly seed: number;
  readonly cut: Cut;
  readonly incidents: readonly Incident[];
  /** Start of an hour in which much of the mail bounces, milliseconds after the lead. Default: none. */
  readonly burstAfter?: number;
}

/** An event on its way to the function. */
export interface Arrival {
  readonly slot: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly deployment: number;
}

export interface ActiveIncident {
  readonly name: ExporterFaultName;
  readonly fault: ExporterFault;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Plan {
  readonly mail: Mail;
  readonly end: number;
  readonly incidents: readonly ActiveIncident[];
  /** In the order of their times. */
  readonly arrivals: readonly Arrival[];
  /** How many events did not arrive as scheduled, by the fault that changed them. */
  readonly changedEvents: ReadonlyMap<ExporterFaultName, number>;
  readonly burstAt: number | undefined;
}

/** EventBridge Scheduler calls the function within seconds. */
const START_DELAY = 5_000;

export function planHistory({ seed, incidents: relative, burstAfter }: ExporterHistory, random: () => number): Plan {
  const incidents = relative.map(({ fault, startsAt, lastsMs }) => ({
    name: fault,
    fault: EXPORTER_FAULTS[fault],
    from: START + LEAD + startsAt,
    to: START + LEAD + startsAt + lastsMs,
  }));
  const end = Math.max(START + LEAD, ...incidents.map(({ to }) => to)) + RECOVERY;
  const burstAt = burstAfter === undefined ? undefined : START + LEAD + burstAfter;
  const changedEvents = new Map<ExporterFaultName, number>();
  const arrivals = slotsBetween(START, end).flatMap((slot) => {
    const schedule = incidents.find(({ fault, from, to }) => fault.deliver && slot >= from && slot < to);
    const index = schedule ? slotsBetween(schedule.from, slot).length - 1 : 0;
    const deliveries = schedule?.fault.deliver?.(index, random) ?? ON_TIME;
    if (schedule && deliveries !== ON_TIME) {
      changedEvents.set(schedule.name, (changedEvents.get(schedule.name) ?? 0) + 1);
    }
    return deliveries.map(({ afterMs, deployment = 0 }) => ({ slot, at: slot + START_DELAY + afterMs, deployment }));
  });
  arrivals.sort((one, other) => one.at - other.at);
  return { mail: drawMail(seed, START - 15 * DAY, end, burstAt), end, incidents, arrivals, changedEvents, burstAt };
}
