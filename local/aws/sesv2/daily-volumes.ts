/** The daily numbers of Virtual Deliverability Manager over the mail of an account. */
import { suppressionOfSubType } from '../../../lambda/shared/mail/suppression';
import type { AccountNames, ArchivedMail, MailAccount, SendRange } from './mail-account';

export const DAY_MS = 24 * 60 * 60_000;

const HOUR_MS = 60 * 60_000;

/** The dimensions of the numbers. Mail may have no value for a dimension. */
export const DIMENSIONS = ['ISP', 'EMAIL_IDENTITY', 'CONFIGURATION_SET', 'TENANT_NAME'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The metrics here. SES has more, which count opens and clicks. */
export const METRICS = ['SEND', 'DELIVERY', 'PERMANENT_BOUNCE', 'TRANSIENT_BOUNCE', 'COMPLAINT'] as const;
export type Metric = (typeof METRICS)[number];

/**
 * The providers that the numbers know. Mail to other providers has no value for this dimension. The real list is longer,
 * and not published.
 */
export const PROVIDERS = [
  'Aol',
  'Comcast',
  'Gmail',
  'Gmx',
  'Hotmail',
  'Icloud',
  'NetEase',
  'Tencent',
  'Yahoo',
] as const;

type Values = Readonly<Record<Dimension, string | undefined>>;

/** The numbers of one day (UTC) for one combination of values. */
export interface DailyVolumes {
  /** Midnight, epoch milliseconds. */
  readonly day: number;
  readonly values: Values;
  readonly volumes: Readonly<Record<Metric, number>>;
}

export type ReadDailyVolumes = (range: SendRange, calledAt: number) => readonly DailyVolumes[];

/** Returns a function that reads the numbers of whole days. It remembers the last result for an hour. */
export function createDailyVolumes({ mail, names }: MailAccount): ReadDailyVolumes {
  let last: { readonly key: string; readonly numbers: readonly DailyVolumes[] } | undefined;
  return (range, calledAt) => {
    const key = [range.from, range.until, Math.floor(calledAt / HOUR_MS)].join();
    if (last?.key === key) return last.numbers;
    // Mail that was sent a day earlier may bounce within the range.
    const rows = mail?.({ from: range.from - DAY_MS, until: range.until }, calledAt) ?? [];
    last = { key, numbers: count(rows, range, names) };
    return last.numbers;
  };
}

type Counted = Omit<DailyVolumes, 'volumes'> & { readonly volumes: Record<Metric, number> };

function count(rows: Iterable<ArchivedMail>, { from, until }: SendRange, names?: AccountNames): Counted[] {
  const counted = new Map<string, Counted>();
  for (const row of rows) {
    const values = valuesOf(row, names);
    for (const [metric, time] of eventsOf(row)) {
      if (time < from || time >= until) continue;
      const day = Math.floor(time / DAY_MS) * DAY_MS;
      const key = JSON.stringify([day, values]);
      const entry = counted.get(key) ?? { day, values, volumes: noVolumes() };
      entry.volumes[metric]++;
      counted.set(key, entry);
    }
  }
  return [...counted.values()];
}

function noVolumes(): Record<Metric, number> {
  return { SEND: 0, DELIVERY: 0, PERMANENT_BOUNCE: 0, TRANSIENT_BOUNCE: 0, COMPLAINT: 0 };
}

/** Bounces due to the account's suppression list do not count. */
function eventsOf(row: ArchivedMail): (readonly [Metric, number])[] {
  const { sentAt, deliveryEvent, deliveryEventAt = sentAt, bounceSubType } = row;
  const sent = ['SEND', sentAt] as const;
  switch (deliveryEvent) {
    case 'DELIVERY':
    case 'TRANSIENT_BOUNCE':
      return [sent, [deliveryEvent, deliveryEventAt]];
    case 'PERMANENT_BOUNCE':
      return suppressionOfSubType(bounceSubType) === 'account-list' ? [sent] : [sent, [deliveryEvent, deliveryEventAt]];
    case 'COMPLAINT':
      return [sent, ['DELIVERY', sentAt], [deliveryEvent, deliveryEventAt]];
    default:
      return [sent];
  }
}

function valuesOf({ isp, from = '', configurationSet, tenant }: ArchivedMail, names?: AccountNames): Values {
  const EMAIL_IDENTITY = identityOf(from, names?.identities ?? []);
  const ISP = PROVIDERS.find((provider) => provider === isp);
  return { ISP, EMAIL_IDENTITY, CONFIGURATION_SET: configurationSet, TENANT_NAME: tenant };
}

/** SES sends with the most specific identity: the address, or else its longest domain. */
function identityOf(from: string, identities: readonly string[]): string | undefined {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const isMatch = (name: string) => name === from || name === domain || domain.endsWith(`.${name}`);
  return identities.filter(isMatch).sort((one, other) => other.length - one.length)[0];
}
