import * as z from 'zod';

const ISO_TIME = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** The SDK and CloudWatch accept no times outside of these years. */
const EARLIEST = Date.parse('1970-01-01T00:00:00Z');
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/** Also accepts the formats of Python, Ruby and `date`: a space before the time, `+0000` or `UTC` as the zone. */
const ZONED_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)$/i;

/** Returns epoch milliseconds of an ISO 8601 time that includes its zone, or undefined for any other value. */
export function parseIsoTime(text: unknown): number | undefined {
  const [, date, time, utc, hours, minutes = '00'] = (typeof text === 'string' && ZONED_TIME.exec(text)) || [];
  const { success, data } = ISO_TIME.safeParse(`${date}T${time}${utc ? 'Z' : `${hours}:${minutes}`}`);
  const parsed = success ? Date.parse(data) : Number.NaN;
  return parsed >= EARLIEST && parsed < LATEST ? parsed : undefined;
}

/** Returns ISO 8601 in whole seconds. */
export function toWholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
