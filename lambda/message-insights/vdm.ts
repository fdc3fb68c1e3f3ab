import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { readEntry, writeItem } from './dynamodb';
import type { Vdm } from './insights';
import { isFresh } from './lifetime';
import type { LookUpTrace } from './look-up-trace';
import { getVdm } from './sesv2';
import type { TableGuard } from './table-guard';

/** What GetAccount said is believed this long: the exporter needs its one call a second too. */
const BELIEVED_MS = 15 * 60_000;

/** If it said nothing, it is asked again after this time. */
const ASKED_AGAIN_MS = 60_000;

const KEY = 'vdm-enabled';

/** Whether Virtual Deliverability Manager is on in this Region, and the account's plan. */
export type VdmMemory = (trace: LookUpTrace) => Promise<Vdm>;

interface Known {
  readonly vdm: Vdm;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Asks SES once for all instances, and remembers. */
export function rememberVdm(sesv2: SESv2Client, guard: TableGuard, now: () => number): VdmMemory {
  let known: Promise<Known> | undefined;

  return async (trace) => {
    known = known?.then((it) => (now() < it.until ? it : learn(trace))) ?? learn(trace);
    return (await known).vdm;
  };

  async function learn(trace: LookUpTrace): Promise<Known> {
    const kept = (await guard.use(trace, (table) => readEntry(table, KEY), undefined))?.kept;
    if (kept && isFresh(kept, now()) && isVdm(kept.content)) return { vdm: kept.content, until: kept.freshUntil };
    const vdm = await getVdm(sesv2);
    const writtenAt = now();
    const until = writtenAt + (vdm.enabled === undefined ? ASKED_AGAIN_MS : BELIEVED_MS);
    await guard.use(trace, (table) => writeItem(table, KEY, { content: vdm, writtenAt, freshUntil: until }), false);
    return { vdm, until };
  }
}

/** Anything may have been written in its place. */
function isVdm(value: unknown): value is Vdm {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { enabled, plan } = value as Record<keyof Vdm, unknown>;
  return ['boolean', 'undefined'].includes(typeof enabled) && ['string', 'undefined'].includes(typeof plan);
}
