/** The account's standing as SES v2 `GetAccount` reports it; what SES left out is undefined. */
export interface AccountStanding {
  /** Undefined also for another type. */
  readonly sendingEnabled?: boolean;
  /** Undefined also for another type. */
  readonly enforcementStatus?: string;
  /** Mails a day; -1 is unlimited, NaN is unreadable. */
  readonly max24HourSend?: number;
  /** NaN is unreadable. */
  readonly sentLast24Hours?: number;
}

/** Each field by the name that SES gives it. */
const FIELDS: Readonly<Record<keyof AccountStanding, string>> = {
  sendingEnabled: 'SendingEnabled',
  enforcementStatus: 'EnforcementStatus',
  max24HourSend: 'SendQuota.Max24HourSend',
  sentLast24Hours: 'SendQuota.SentLast24Hours',
};

/** An account without a quota has none to use up. Without the other two nobody can say whether mail leaves. */
const isMissing = (value: boolean | string | number | undefined, field: keyof AccountStanding) =>
  field === 'sendingEnabled' || field === 'enforcementStatus' ? value === undefined : Number.isNaN(value);

/**
 * Checks that everything is known that the alarms on the account rely on.
 *
 * @throws Error that names what is missing: a metric that is not published must not look like an account without incident
 */
export function requireComplete(account: AccountStanding): void {
  const missing = (Object.keys(FIELDS) as (keyof AccountStanding)[]).filter((field) =>
    isMissing(account[field], field),
  );
  if (missing.length > 0) {
    throw new Error(
      `SES's answer to GetAccount has no usable ${missing.map((field) => FIELDS[field]).join(', ')}: ` +
        'metrics made of them are not published until SES answers in the known form',
    );
  }
}
