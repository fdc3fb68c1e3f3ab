import * as z from 'zod';

const ISO_TIME = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Outside these years the SDK's clients and CloudWatch know no times. */
const EARLIEST = Date.parse('1970-01-01T00:00:00Z');
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/** Epoch milliseconds of an ISO 8601 time that names its zone; undefined for anything else. */
export function parseIsoTime(text: unknown): number | undefined {
  const { success, data } = ISO_TIME.safeParse(text);
  const time = success ? Date.parse(data) : Number.NaN;
  return time >= EARLIEST && time < LATEST ? time : undefined;
}

/** ISO 8601 in whole seconds. */
export function toWholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
