/** Whether an outcome is good or bad. The words say the same, because not everybody sees colors. */
import type { InsightsEvent, Status } from '../../insights';

export type Tone = 'good' | 'warn' | 'bad' | 'main';

export const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  COMPLAINED: 'bad',
  SUPPRESSED: 'bad',
  BOUNCED_PERMANENTLY: 'bad',
  REJECTED: 'bad',
  RENDERING_FAILED: 'bad',
  DELIVERED: 'good',
  BOUNCED_TRANSIENTLY: 'warn',
  BOUNCED_UNDETERMINED: 'warn',
  DELAYED: 'warn',
  SENT: 'main',
  UNKNOWN: 'main',
};

const EVENT_TONES: ReadonlyMap<string, Tone> = new Map([
  ['DELIVERY', 'good'],
  ['OPEN', 'good'],
  ['CLICK', 'good'],
  ['DELIVERY_DELAY', 'warn'],
  ['COMPLAINT', 'bad'],
  ['REJECT', 'bad'],
  ['RENDERING_FAILURE', 'bad'],
]);

export function toneOf({ type = '', details }: InsightsEvent): Tone {
  if (type === 'BOUNCE') return details?.bounce?.bounceType === 'PERMANENT' ? 'bad' : 'warn';
  return EVENT_TONES.get(type) ?? 'main';
}

const OUTCOME_TONES: ReadonlyMap<string, Tone> = new Map([
  ['delivered', 'good'],
  ['soft-bounced', 'warn'],
  ['bounced', 'bad'],
  ['complained', 'bad'],
  ['suppressed', 'bad'],
]);

/** @param outcome of a found mail */
export function toneOfOutcome(outcome: string): Tone {
  return OUTCOME_TONES.get(outcome) ?? 'main';
}
