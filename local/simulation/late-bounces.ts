/** Assigns late bounces to the messages that they belong to. */
import type { Batch } from './mailings';
import type { MailMinute } from './send-periods';

const HOUR_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

/** No bounce of a batch arrives later than this after the batch. */
const LATEST_MS = 72 * HOUR_MS;

interface Mail {
  between(from: number, to: number): readonly MailMinute[];
}

/** A message that may bounce late. */
interface Candidate {
  readonly id: string;
  /** Digits that put the messages of a batch in a random order. */
  readonly order: string;
}

/**
 * Returns when the bounce of each message arrives, epoch milliseconds, by message id.
 *
 * @param candidatesIn returns the messages of a minute that the statistics do not count when they are sent
 */
export function assignLateBounces(
  mail: Mail,
  batch: Batch,
  candidatesIn: (sent: MailMinute) => readonly Candidate[],
): ReadonlyMap<string, number> {
  const arrivals = mail
    .between(batch.until, batch.until + LATEST_MS)
    .filter((minute) => isSame(minute.batch, batch))
    .flatMap(arrivalsIn);
  const candidates = mail
    .between(batch.from, batch.until)
    .flatMap(candidatesIn)
    .sort((one, other) => (one.order < other.order ? -1 : 1));
  return new Map(arrivals.slice(0, candidates.length).map((time, index) => [candidates[index]?.id ?? '', time]));
}

/** Spreads the late bounces evenly over their minute. */
function arrivalsIn({ minute, lateBounces = 0 }: MailMinute): number[] {
  return Array.from({ length: lateBounces }, (_, index) =>
    Math.floor(minute + ((index + 0.5) * MINUTE_MS) / lateBounces),
  );
}

function isSame(one: Batch | undefined, other: Batch): boolean {
  return one?.from === other.from && one.until === other.until;
}
