/** Mail for the largest files that an export job can return. */
import type { ArchivedMail } from '../../local/aws/sesv2/mail-account';
import { idOf } from '../support/insights-world';

/** The most rows of a file, as SES documents it for `MaxResults`. */
const ROWS = 10_000;
const MINUTE_MS = 60_000;

/** 10,000 rows of usual mail: about 5 MB. */
export function usualMail(now: number): ArchivedMail[] {
  return Array.from({ length: ROWS }, (_, index) => rowOf(index, now));
}

/**
 * 10,000 rows of mail from somebody who wants to fill the memory: each subject and each reply is long, full of characters
 * that JSON escapes, and has a character outside of Latin-1, for which V8 stores the whole string with two bytes a character.
 * The file is just small enough to be read.
 */
export function hostileMail(now: number): ArchivedMail[] {
  return usualMail(now).map((row) => ({
    ...row,
    subject: `${'"\\'.repeat(150)}${'a'.repeat(700)}\u{1f4e8}`,
    diagnosticCode: `smtp; 550 5.1.1 ${'"x'.repeat(200)}${'b'.repeat(700)}\u{1f4e8}`,
  }));
}

function rowOf(index: number, now: number): ArchivedMail {
  const sentAt = now - 5 * MINUTE_MS - index * 100;
  return {
    messageId: idOf(sentAt, index),
    sentAt,
    isp: index % 3 === 0 ? 'Gmail' : 'Yahoo',
    from: 'shop@example.com',
    to: `person-${index}@example.org`,
    subject: `Your order ${100_000 + index} is on its way`,
    deliveryEvent: 'PERMANENT_BOUNCE',
    deliveryEventAt: sentAt + 4_000,
    bounceSubType: 'General',
    diagnosticCode: `smtp; 550 5.1.1 <person-${index}@example.org>: Recipient address rejected: User unknown`,
  };
}
