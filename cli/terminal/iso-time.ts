import * as z from 'zod';

const ISO_TIME = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Outside these years the SDK's clients and CloudWatch know no times. */
const EARLIEST = Date.parse('1970-01-01T00:00:00Z');
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/** Date, time and zone, also as Python, Ruby and `date` write them: with a space, as `+0000` or `UTC`. */
const ZONED_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)$/i;

/** Epoch milliseconds of an ISO 8601 time that names its zone; undefined for anything else. */
export function parseIsoTime(text: unknown): number | undefined {
  const [, date, time, utc, hours, minutes = '00'] = (typeof text === 'string' && ZONED_TIME.exec(text)) || [];
  const { success, data } = ISO_TIME.safeParse(`${date}T${time}${utc ? 'Z' : `${hours}:${minutes}`}`);
  const parsed = success ? Date.parse(data) : Number.NaN;
  return parsed >= EARLIEST && parsed < LATEST ? parsed : undefined;
}

/** ISO 8601 in whole seconds. */
export function toWholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
