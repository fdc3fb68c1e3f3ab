/** The drills, one row each: the alarm that the drill fires, and what the drill pretends. */
import type { AlarmName } from '../../lib/alarms/alarm-table';

export interface Drill {
  /** The alarm that would fire. Critical alarms on rates page through the page for all rates. */
  readonly alarm: AlarmName;
  /** Completes the sentence "The drill pretends that". */
  readonly pretends: string;
}

export const DRILLS = {
  'bounce-spike': { alarm: 'bounceRateFastBurn', pretends: "many of the last hour's emails bounce" },
  'complaint-spike': { alarm: 'complaintRateFastBurn', pretends: "many of the last hour's recipients complain" },
  'under-review': { alarm: 'accountUnderReview', pretends: 'AWS puts the account under review' },
  paused: { alarm: 'accountShutDown', pretends: 'AWS pauses the account' },
  'sending-disabled': { alarm: 'sendingDisabled', pretends: 'somebody disables sending' },
  quota: { alarm: 'quotaCritical', pretends: 'the daily quota is almost used up' },
  'exporter-silent': { alarm: 'exporterSilent', pretends: 'the exporter publishes nothing' },
  warning: { alarm: 'quotaWarning', pretends: 'a warning fires, which can wait until morning' },
} as const satisfies Readonly<Record<string, Drill>>;

export type DrillName = keyof typeof DRILLS;

export const DRILL_NAMES = Object.keys(DRILLS) as DrillName[];
