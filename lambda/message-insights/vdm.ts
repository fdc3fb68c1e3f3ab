import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { readEntry, type Table, writeItem } from './dynamodb';
import type { LookUpTrace } from './look-up-trace';
import { isVdmEnabled } from './sesv2';
import type { TableGuard } from './table-guard';

/** What GetAccount said is believed this long: the exporter needs its one call a second too. */
const BELIEVED_MS = 15 * 60_000;

const KEY = 'vdm-enabled';

/** Whether Virtual Deliverability Manager is on in this Region; undefined when SES does not say. */
export type VdmMemory = (trace: LookUpTrace) => Promise<boolean | undefined>;

/** Asks SES once for all instances, and remembers. */
export function rememberVdm(sesv2: SESv2Client, table: Table, guard: TableGuard, now: () => number): VdmMemory {
  let known: { readonly enabled: boolean; readonly until: number } | undefined;

  return async (trace) => {
    if (known && now() < known.until) return known.enabled;
    const { kept } = await guard.use(trace, () => readEntry(table, KEY), {});
    if (kept && now() < kept.freshUntil) {
      known = { enabled: JSON.parse(kept.content), until: kept.freshUntil };
      return known.enabled;
    }
    const enabled = await isVdmEnabled(sesv2);
    if (enabled === undefined) return undefined;
    const until = now() + BELIEVED_MS;
    known = { enabled, until };
    const item = { content: JSON.stringify(enabled), writtenAt: now(), freshUntil: until };
    await guard.use(trace, () => writeItem(table, KEY, item), undefined);
    return enabled;
  };
}
