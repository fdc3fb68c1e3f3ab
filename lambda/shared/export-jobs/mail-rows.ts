/** Reads the file of an export job for messages: a JSON array of objects, in which members without a value are left out. */
import type { MailRow } from '../mail/mail-row';
import { UnreadableFile } from './job-failures';

/** The rows of a finished job. */
export interface MailFile {
  readonly rows: readonly MailRow[];
  /** Rows of another shape. They are counted, and not used. */
  readonly unreadableRows: number;
  /** Whether the result reached the requested number of rows, so that it is a sample. */
  readonly isSample: boolean;
}

/**
 * Returns the rows of a file. Rows of another shape are counted.
 *
 * @throws UnreadableFile when the file ends early, is no JSON array, or has no row of the known shape
 */
export function parseMailRows(content: string): Omit<MailFile, 'isSample'> {
  const array = parseArray(content);
  const rows = array.map(toMailRow).filter((row) => row !== undefined);
  if (rows.length === 0 && array.length > 0) throw new UnreadableFile('foreign');
  return { rows, unreadableRows: array.length - rows.length };
}

function parseArray(content: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(content);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    const isBegun = /^\s*(?:\[|$)/.test(content);
    if (isBegun && !/\]\s*$/.test(content)) throw new UnreadableFile('truncated');
  }
  throw new UnreadableFile('foreign');
}

/** The names of the members in the file that are strings, and the properties that they become. */
const STRINGS = [
  ['isp', 'isp'],
  ['fromaddress', 'from'],
  ['destination', 'to'],
  ['subject', 'subject'],
  ['last_delivery_event', 'deliveryEvent'],
  ['last_engagement_event', 'engagementEvent'],
  ['bounce_sub_type', 'bounceSubType'],
  ['diagnostic_code', 'diagnosticCode'],
] as const satisfies readonly (readonly [string, keyof MailRow])[];

const TIMES = [
  ['last_delivery_event_timestamp', 'deliveryEventAt'],
  ['last_engagement_event_timestamp', 'engagementEventAt'],
] as const satisfies readonly (readonly [string, keyof MailRow])[];

/** Returns undefined for a row of another shape. */
function toMailRow(value: unknown): MailRow | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const { messageid: messageId, sendtimestamp } = members;
  const sentAt = parseTime(sendtimestamp);
  if (typeof messageId !== 'string' || messageId === '' || sentAt === undefined) return undefined;
  const row: Record<string, string | number> = {};
  for (const [member, property] of STRINGS) {
    const text = members[member];
    if (isMissing(text)) continue;
    if (typeof text !== 'string') return undefined;
    row[property] = text;
  }
  for (const [member, property] of TIMES) {
    if (isMissing(members[member])) continue;
    const time = parseTime(members[member]);
    if (time === undefined) return undefined;
    row[property] = time;
  }
  return { messageId, sentAt, ...row };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** A time such as `2026-09-21 01:02:03.123 UTC`. */
const TIME = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) UTC$/;

/** Returns epoch milliseconds, or undefined for another format. */
function parseTime(value: unknown): number | undefined {
  const [, date, time] = (typeof value === 'string' && TIME.exec(value)) || [];
  const parsed = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
