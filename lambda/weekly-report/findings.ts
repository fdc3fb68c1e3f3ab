/** A problem that SES found with an identity or with the account's mail. */
export interface Finding {
  /** Such as `DKIM`, `SPF`, `DMARC` or `COMPLAINT`. */
  readonly type: string;
  /** Whether SES expects a high impact. An unknown impact counts as high. */
  readonly isHigh: boolean;
}
