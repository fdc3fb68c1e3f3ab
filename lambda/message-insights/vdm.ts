import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { readCacheEntry, writeCacheItem } from './dynamodb';
import { isFresh } from './lifetime';
import type { LookUpTrace } from './look-up-trace';
import type { Vdm } from './not-found';
import { getVdm } from './sesv2';
import type { TableGuard } from './table-guard';

/** How long a response of GetAccount is cached. SES allows one call a second, and the exporter needs that call, too. */
const CACHED_MS = 15 * 60_000;

/** How long a response without the state of VDM is cached. */
const UNKNOWN_CACHED_MS = 60_000;

const KEY = 'vdm-enabled';

/** Returns whether Virtual Deliverability Manager is on in this Region, and the account's plan. */
export type VdmReader = (trace: LookUpTrace) => Promise<Vdm>;

interface Known {
  readonly vdm: Vdm;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Returns a reader that shares each response of SES with all instances. */
export function createVdmReader(sesv2: SESv2Client, guard: TableGuard, now: () => number): VdmReader {
  let known: Promise<Known> | undefined;

  return async (trace) => {
    known = known?.then((current) => (now() < current.until ? current : fetchVdm(trace))) ?? fetchVdm(trace);
    return (await known).vdm;
  };

  async function fetchVdm(trace: LookUpTrace): Promise<Known> {
    const cached = (await guard.use(trace, (table) => readCacheEntry(table, KEY), undefined))?.item;
    if (cached && isFresh(cached, now()) && isVdm(cached.content))
      return { vdm: cached.content, until: cached.freshUntil };
    const vdm = await getVdm(sesv2);
    const writtenAt = now();
    const until = writtenAt + (vdm.enabled === undefined ? UNKNOWN_CACHED_MS : CACHED_MS);
    const item = { content: vdm, writtenAt, freshUntil: until };
    await guard.use(trace, (table) => writeCacheItem(table, KEY, item), false);
    return { vdm, until };
  }
}

/** The table may hold any content. */
function isVdm(value: unknown): value is Vdm {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { enabled, plan } = value as Record<keyof Vdm, unknown>;
  return ['boolean', 'undefined'].includes(typeof enabled) && ['string', 'undefined'].includes(typeof plan);
}
