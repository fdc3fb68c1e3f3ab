/** Mailings: mail that has something in common, so that its bounces or complaints have one cause. */
import type { BounceReason } from './bounce-reasons';
import {
  domainsOf,
  type EnvelopeTraits,
  FEEDBACK_LOOP_DOMAINS,
  type RecipientDomain,
  senderOf,
} from './simulated-envelope';

/** What the mail has in common. Absent members are drawn as for all other mail. */
export interface Mailing extends EnvelopeTraits {
  readonly recipients?: readonly RecipientDomain[];
  /** Why its mail bounces. */
  readonly reason?: BounceReason;
}

/** How much of a minute's mail belongs to a mailing. Shares are from 0 to 1. */
export interface MailingShare {
  readonly mailing: Mailing;
  readonly ofBounces: number;
  readonly ofComplaints: number;
  /** Of the mail that neither bounces nor draws a complaint. */
  readonly ofOtherMail: number;
}

/** Mail whose bounces arrive late: when it was sent. */
export interface Batch {
  /** Epoch milliseconds, a whole minute. */
  readonly from: number;
  /** Epoch milliseconds, excluded. */
  readonly until: number;
}

/** An imported list: one sender, one subject, two providers. */
export const SPRING_SALE: Mailing = {
  from: senderOf('news'),
  subject: 'Spring sale: everything at half price',
  campaign: 'spring-sale',
  recipients: [...domainsOf('Gmail'), ...domainsOf('Yahoo')],
  reason: 'unknown-user',
};

/** Mail to people who have not bought anything for years. */
export const WIN_BACK: Mailing = {
  from: senderOf('news'),
  subject: 'We miss you: come back to the shop',
  campaign: 'win-back',
};

/** A mailing whose recipients' servers accept the mail and return it hours later. */
export const CATALOG: Mailing = {
  from: senderOf('catalog'),
  subject: 'The new catalog is here',
  campaign: 'catalog',
  reason: 'access-denied',
};

/** Invoices to customers who have left. */
export const INVOICES: Mailing = {
  from: senderOf('billing'),
  subject: 'Your invoice',
  campaign: 'invoice',
  reason: 'unknown-user',
};

/** A new sender, whose mail has the subjects of all other mail. */
export const ONE_SENDER: Mailing = { from: senderOf('partner'), reason: 'unknown-user' };

/** One subject of a sender. The sender's other subjects cause no bounces. */
export const ONE_SUBJECT: Mailing = {
  from: senderOf('news'),
  subject: 'Spring sale: everything at half price',
  reason: 'unknown-user',
};

/** A provider that refuses the mail of all senders. */
export const ONE_PROVIDER: Mailing = { recipients: domainsOf('Yahoo'), reason: 'blocked' };

/** A domain that refuses the mail of all senders. The other domains of its provider accept the mail. */
export const ONE_DOMAIN: Mailing = {
  recipients: domainsOf('UNKNOWN_ISP').slice(0, 1),
  reason: 'access-denied',
};

/**
 * Returns the shares of a mailing that causes nearly all bounces.
 *
 * @param ofOtherMail the mailing's share of the mail that does not bounce
 */
export function bouncesOf(mailing: Mailing, ofOtherMail: number): readonly MailingShare[] {
  return [{ mailing, ofBounces: 0.97, ofComplaints: ofOtherMail, ofOtherMail }];
}

/**
 * Returns the shares of a mailing that causes nearly all complaints. Only some providers report complaints.
 *
 * @param ofOtherMail the mailing's share of the mail that draws no complaint
 */
export function complaintsOf(mailing: Mailing, ofOtherMail: number): readonly MailingShare[] {
  const reported = { recipients: FEEDBACK_LOOP_DOMAINS, ...mailing };
  return [
    { mailing, ofBounces: ofOtherMail, ofComplaints: 0, ofOtherMail },
    { mailing: reported, ofBounces: 0, ofComplaints: 0.95, ofOtherMail: 0 },
  ];
}
