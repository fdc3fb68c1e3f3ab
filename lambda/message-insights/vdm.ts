import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { readEntry, type Table, writeItem } from './dynamodb';
import type { LookUpTrace } from './look-up-trace';
import { isVdmEnabled } from './sesv2';
import type { TableGuard } from './table-guard';

/** What GetAccount said is believed this long: the exporter needs its one call a second too. */
const BELIEVED_MS = 15 * 60_000;

/** If it said nothing, it is asked again after this time. */
const ASKED_AGAIN_MS = 60_000;

const KEY = 'vdm-enabled';

/** Whether Virtual Deliverability Manager is on in this Region; undefined when SES does not say. */
export type VdmMemory = (trace: LookUpTrace) => Promise<boolean | undefined>;

interface Known {
  readonly enabled: boolean | undefined;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Asks SES once for all instances, and remembers. */
export function rememberVdm(sesv2: SESv2Client, table: Table, guard: TableGuard, now: () => number): VdmMemory {
  let known: Promise<Known> | undefined;

  return async (trace) => {
    known = known?.then((it) => (now() < it.until ? it : learn(trace))) ?? learn(trace);
    return (await known).enabled;
  };

  async function learn(trace: LookUpTrace): Promise<Known> {
    const { kept } = await guard.use(trace, () => readEntry(table, KEY), {});
    if (kept && now() < kept.freshUntil) {
      return { enabled: JSON.parse(kept.content) ?? undefined, until: kept.freshUntil };
    }
    const enabled = await isVdmEnabled(sesv2);
    const writtenAt = now();
    const until = writtenAt + (enabled === undefined ? ASKED_AGAIN_MS : BELIEVED_MS);
    const item = { content: JSON.stringify(enabled ?? null), writtenAt, freshUntil: until };
    await guard.use(trace, () => writeItem(table, KEY, item), false);
    return { enabled, until };
  }
}
