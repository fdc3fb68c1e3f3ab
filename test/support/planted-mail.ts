/** Rows of mail for tests: ordinary mail, and mail with planted properties. */
import type { MailRow } from '../../lambda/shared/mail/mail-row';

export const SENT_AT = Date.UTC(2026, 8, 21, 12);

let count = 0;

/** Returns a bounced row. Default: a new recipient. */
export function bounce(given: Partial<MailRow> = {}): MailRow {
  count++;
  return {
    messageId: `message-${count}`,
    sentAt: SENT_AT,
    isp: 'Gmail',
    from: 'news@shop.example',
    to: `q${count}z@example.com`,
    subject: 'Spring sale',
    deliveryEvent: 'PERMANENT_BOUNCE',
    deliveryEventAt: SENT_AT + 1000,
    bounceSubType: 'General',
    diagnosticCode: 'smtp; 550 5.1.1 User unknown',
    ...given,
  };
}

/** Returns one row for each recipient. */
export function bounces(recipients: readonly string[], given: Partial<MailRow> = {}): MailRow[] {
  return recipients.map((to) => bounce({ to, ...given }));
}

/** Returns rows, each with another recipient. */
export function many(rows: number, given: Partial<MailRow> = {}): MailRow[] {
  return Array.from({ length: rows }, () => bounce(given));
}

/** Returns the row as delivered. */
export function delivered({ bounceSubType: _, diagnosticCode: __, ...row }: MailRow): MailRow {
  return { ...row, deliveryEvent: 'DELIVERY' };
}
