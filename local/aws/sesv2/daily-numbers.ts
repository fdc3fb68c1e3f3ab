/** The daily numbers of Virtual Deliverability Manager over the mail of an account. */
import { suppressionOfSubType } from '../../../lambda/shared/mail/suppression';
import type { AccountNames, ArchivedMail, MailAccount, SendRange } from './mail-account';

export const DAY_MS = 24 * 60 * 60_000;

const HOUR_MS = 60 * 60_000;

/** The dimensions of the numbers. Mail may have no value for a dimension. */
export const DIMENSIONS = ['ISP', 'EMAIL_IDENTITY', 'CONFIGURATION_SET', 'TENANT_NAME'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The supported metrics. SES has more, such as opens and clicks. */
export const METRICS = ['SEND', 'DELIVERY', 'PERMANENT_BOUNCE', 'TRANSIENT_BOUNCE', 'COMPLAINT'] as const;
export type Metric = (typeof METRICS)[number];

/**
 * The values of the dimension ISP. Mail to other providers has no value for it. The list of SES is longer, and AWS does not
 * publish it.
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

export interface DailyNumbers {
  /** Returns the numbers of whole days (UTC). */
  read(range: SendRange, calledAt: number): readonly DailyVolumes[];
  /** Counts the mail of whole days for at most two seconds. Returns whether it has counted all of it. */
  isCounted(range: SendRange, calledAt: number): boolean;
}

/** The time of sending that each part covers. Counting the mail of two weeks takes seconds, so it is done in parts. */
const PART_MS = 4 * HOUR_MS;

/** Callers of SES wait five seconds for a response. */
const MAX_COUNTING_MS = 1_800;

/** All events of a mail happen within this time after its sending. */
const FINAL_AFTER_MS = 3 * DAY_MS;

export function createDailyNumbers({ mail, names }: MailAccount): DailyNumbers {
  /** The numbers of each part. */
  const counted = new Map<string, readonly DailyVolumes[]>();

  function countPart(from: number, calledAt: number): readonly DailyVolumes[] {
    const countedAt = Math.min(Math.floor(calledAt / HOUR_MS) * HOUR_MS, from + FINAL_AFTER_MS);
    const key = `${from} ${countedAt}`;
    const numbers = counted.get(key) ?? count(mail?.({ from, until: from + PART_MS }, calledAt) ?? [], names);
    counted.set(key, numbers);
    return numbers;
  }

  return {
    read(range, calledAt) {
      const numbers = partsOf(range).flatMap((part) => countPart(part, calledAt));
      return numbers.filter(({ day }) => day >= range.from && day < range.until);
    },
    isCounted(range, calledAt) {
      const startedAt = performance.now();
      return partsOf(range).every((part) => {
        countPart(part, calledAt);
        return performance.now() - startedAt < MAX_COUNTING_MS;
      });
    },
  };
}

/** Returns the starts of the parts. They begin a day before the range, because that mail may bounce within the range. */
function partsOf({ from, until }: SendRange): number[] {
  const start = from - DAY_MS;
  return Array.from({ length: Math.ceil((until - start) / PART_MS) }, (_, index) => start + index * PART_MS);
}

type Counted = Omit<DailyVolumes, 'volumes'> & { readonly volumes: Record<Metric, number> };

function count(rows: Iterable<ArchivedMail>, names?: AccountNames): Counted[] {
  const counted = new Map<string, Counted>();
  for (const row of rows) {
    const values = valuesOf(row, names);
    const group = Object.values(values).join('\n');
    for (const [metric, time] of eventsOf(row)) {
      const day = Math.floor(time / DAY_MS) * DAY_MS;
      const key = `${day}\n${group}`;
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
