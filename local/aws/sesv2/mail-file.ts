/** The file of an export of messages, in the two formats that were measured on SES. */
import type { DataFormat } from '@aws-sdk/client-sesv2';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';

/** The columns in order. */
const COLUMNS = {
  messageid: (row) => row.messageId,
  sendtimestamp: (row) => toTime(row.sentAt),
  isp: (row) => row.isp,
  fromaddress: (row) => row.from,
  destination: (row) => row.to,
  subject: (row) => row.subject,
  last_delivery_event: (row) => row.deliveryEvent,
  last_engagement_event: (row) => row.engagementEvent,
  last_delivery_event_timestamp: (row) => toTime(row.deliveryEventAt),
  last_engagement_event_timestamp: (row) => toTime(row.engagementEventAt),
  bounce_sub_type: (row) => row.bounceSubType,
  diagnostic_code: (row) => row.diagnosticCode,
} as const satisfies Record<string, (row: MailRow) => string | undefined>;

const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

export function toMailFile(rows: readonly MailRow[], format: DataFormat): string {
  return format === 'CSV' ? toCsv(rows) : toJson(rows);
}

/** Quotes every value, and ends every line with a comma. */
function toCsv(rows: readonly MailRow[]): string {
  const lines = [NAMES, ...rows.map((row) => NAMES.map((name) => COLUMNS[name](row) ?? ''))];
  return lines.map((values) => `${values.map((value) => `${quote(value)},`).join('')}\n`).join('');
}

function quote(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** Omits members without a value, and begins each line after the first with the comma. */
function toJson(rows: readonly MailRow[]): string {
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, COLUMNS[name](row)]))));
  return `[\n${lines.join('\n,')}\n]\n`;
}

/** Returns a time such as `2026-09-21 01:02:03.123 UTC`. */
function toTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
