/** The account's standing as SES v2 `GetAccount` reports it. A field that SES leaves out is undefined. */
export interface AccountStanding {
  /** Undefined also if SES returns another type. */
  readonly sendingEnabled?: boolean;
  /** Undefined also if SES returns another type, or an empty string. */
  readonly enforcementStatus?: string;
  /** Mails a day. -1 means unlimited, NaN means unreadable. */
  readonly max24HourSend?: number;
  /** NaN means unreadable. */
  readonly sentLast24Hours?: number;
}

/** The name of each field in SES's response. */
const FIELDS: Readonly<Record<keyof AccountStanding, string>> = {
  sendingEnabled: 'SendingEnabled',
  enforcementStatus: 'EnforcementStatus',
  max24HourSend: 'SendQuota.Max24HourSend',
  sentLast24Hours: 'SendQuota.SentLast24Hours',
};

/** The quota may be missing, but not unreadable. The other two fields must be known. */
const isMissing = (value: boolean | string | number | undefined, field: keyof AccountStanding) =>
  field === 'sendingEnabled' || field === 'enforcementStatus' ? value === undefined : Number.isNaN(value);

/**
 * Asserts that every field that an alarm depends on is known.
 *
 * @throws Error that names the missing fields. Without this error, a missing metric would look like a healthy account.
 */
export function assertComplete(account: AccountStanding): void {
  const missing = (Object.keys(FIELDS) as (keyof AccountStanding)[]).filter((field) =>
    isMissing(account[field], field),
  );
  if (missing.length > 0) {
    throw new Error(
      `SES's response to GetAccount has no usable ${missing.map((field) => FIELDS[field]).join(', ')}: ` +
        'the metrics that need them are not published until SES returns them in the known form',
    );
  }
}
