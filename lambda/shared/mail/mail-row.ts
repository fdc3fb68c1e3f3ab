/** One recipient of one mail, as an export job of SES reports it. */
export interface MailRow {
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** Mailbox provider in SES's spelling, such as `Gmail`. `UNKNOWN_ISP` if SES does not know it. */
  readonly isp?: string;
  readonly from?: string;
  readonly to?: string;
  /** Written by strangers. */
  readonly subject?: string;
  /** A `DeliveryEvent`, or a value that SES adds later. */
  readonly deliveryEvent?: string;
  /** Epoch milliseconds. */
  readonly deliveryEventAt?: number;
  /** `OPEN`, `CLICK`, or a value that SES adds later. */
  readonly engagementEvent?: string;
  /** Epoch milliseconds. */
  readonly engagementEventAt?: number;
  readonly bounceSubType?: string;
  /** Response of the receiving mail server, written by strangers. */
  readonly diagnosticCode?: string;
}

/** The documented values of the last delivery event. */
export type DeliveryEvent =
  | 'SEND'
  | 'DELIVERY'
  | 'TRANSIENT_BOUNCE'
  | 'PERMANENT_BOUNCE'
  | 'UNDETERMINED_BOUNCE'
  | 'COMPLAINT';
