/** Counts mail by its properties. */
import type { MailRow } from './mail-row';
import type { Suppression } from './suppression';

/** `domain` is the recipient's. `reason` is the meaning of the diagnostic code. */
export const DIMENSIONS = ['from', 'subject', 'isp', 'domain', 'reason'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a group counts. */
export type EventKind = 'bounce' | 'complaint';

export interface Group {
  /** The shared value, as it may be shown. Null if it is hidden. */
  readonly value: string | null;
  /** Number of events. */
  readonly count: number;
  /** Share of all events, 0-1. */
  readonly share: number;
}

export interface Grouping {
  readonly dimension: Dimension;
  /** At most ten, the largest first. Groups that are too small to be named are in `rest`. */
  readonly groups: readonly Group[];
  readonly rest: { readonly count: number; readonly share: number };
}

/** Events by their properties. Events that SES suppressed are counted apart, because AWS's rates do not count them. */
export interface MailGroups {
  readonly kind: EventKind;
  /** Without suppressed ones. */
  readonly events: number;
  readonly recipients: number;
  readonly suppressed: { readonly count: number; readonly byReason: Readonly<Partial<Record<Suppression, number>>> };
  readonly groupings: readonly Grouping[];
}

/** Returns the rows whose last delivery event is of this kind and happened in [from, until), epoch milliseconds. */
export function selectEvents(
  _rows: readonly MailRow[],
  _kind: EventKind,
  _span: { readonly from: number; readonly until: number },
): MailRow[] {
  throw new Error('TODO');
}

/** Groups events. Values are masked by the rule of five (see `disclosure.ts`). */
export function groupEvents(_rows: readonly MailRow[], _kind: EventKind): MailGroups {
  throw new Error('TODO');
}
