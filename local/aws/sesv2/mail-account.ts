/** What SES v2 knows about an account's mail. */
import type { MultiRegionEndpoint, Recommendation, SuppressionListReason } from '@aws-sdk/client-sesv2';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';
import type { SesAccount } from '../ses-endpoint';

/** One recipient of one mail. An export job has no column for the configuration set and the tenant. */
export interface ArchivedMail extends MailRow {
  readonly configurationSet?: string;
  readonly tenant?: string;
}

/** The names of an account's configuration. */
export interface AccountNames {
  /** Domains and addresses. */
  readonly identities: readonly string[];
  readonly configurationSets: readonly string[];
  readonly tenants: readonly string[];
}

export interface SendRange {
  /** Mail sent at or after this time, epoch milliseconds. */
  readonly from: number;
  /** Mail sent before this time, epoch milliseconds. */
  readonly until: number;
}

/** An entry of the account's suppression list. */
export interface SuppressedAddress {
  readonly reason: SuppressionListReason;
  /** Epoch milliseconds. */
  readonly since: number;
  /** The message that caused the entry. Absent for an entry that a person added. */
  readonly messageId?: string;
}

export interface MailAccount {
  account(calledAt: number): SesAccount;
  /** Returns the mail that SES can report at this time, in the order of sending. Default: none. */
  mail?(range: SendRange, calledAt: number): Iterable<ArchivedMail>;
  /**
   * Returns the entries that SES has added to the suppression list until this time, by address. Entries with a later time
   * are ignored. Default: none.
   */
  suppressed?(calledAt: number): ReadonlyMap<string, SuppressedAddress>;
  /** The global endpoints, which send through two Regions. Default: none. */
  readonly multiRegionEndpoints?: readonly MultiRegionEndpoint[];
  /** What SES found, open and fixed. Default: nothing. */
  readonly recommendations?: readonly Recommendation[];
  /** The names that SES lists. Default: none. */
  readonly names?: AccountNames;
}
