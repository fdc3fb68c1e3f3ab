/** Reads a saved response of GetSendStatistics, in any format that the AWS CLI and the SDKs produce. */
import { SES_PERIOD_MS, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import {
  COUNTERS,
  type Counter,
  isUnreliable,
  isUsable,
  type ReportedPoint,
  type UsablePoint,
} from '../../lambda/send-statistics/send-history';
import { counted } from '../../lib/shared/plural';
import { InputError } from '../terminal/input-error';
import { parseIsoTime, toWholeSeconds } from '../terminal/iso-time';
import { parseJsonText } from '../terminal/json-text';
import { toExcerpt } from '../terminal/text-excerpt';
import { displayName, FILE_ADVICE, readStatisticsFile } from './statistics-file';

const HOUR_MS = 60 * 60_000;

/** The report warns if the newest point is older than this at the slot. SES returns a period about 15 minutes after its start. */
const STALE_MS = 2 * HOUR_MS;

/** In one response, the starts of two periods differ by a multiple of 15 minutes. SES truncates seconds, so allow a minute. */
const OVERLAP_MS = SES_PERIOD_MS - 60_000;

export interface RecordedStatistics {
  /** Sorted by time, without duplicates. */
  readonly points: readonly UsablePoint[];
  /** Number of points that cannot be used. */
  readonly skipped: number;
  /** Sentences about the file for the report. */
  readonly notes: readonly string[];
}

/**
 * Reads the points of a file. Skips and counts a few bad points, as the exporter does with points from SES.
 *
 * @param path `-`: standard input
 * @param needed counters that every point needs. A point without one of them is bad
 * @throws InputError for a file that cannot be read, is not a response, has too many bad points or contradicts itself
 */
export async function readRecordedStatistics(path: string, needed: ReadonlySet<Counter>): Promise<RecordedStatistics> {
  return parseRecordedStatistics(await readStatisticsFile(path), displayName(path), needed);
}

/** @param name the display name of the file for messages */
function parseRecordedStatistics(text: string, name: string, needed: ReadonlySet<Counter>): RecordedStatistics {
  const reported = pointsIn(parseDocuments(text, name), name);
  const read = reported.map((point, index) => readPoint(point, index + 1, needed));
  const usable = read.filter((point) => typeof point !== 'string');
  const problems = read.filter((point) => typeof point === 'string');
  const skipped = problems.length;
  const [problem] = problems;
  if (skipped > 1 ? isUnreliable({ points: usable.length, malformed: skipped }) : usable.length === 0 && skipped > 0) {
    throw new InputError(
      `${name} has ${counted(skipped, 'point')} of ${reported.length.toLocaleString('en-US')} without a usable Timestamp or counter, more than a tenth; the first: ${problem}`,
    );
  }
  const points = withoutDuplicates(usable, name);
  const repeated = usable.length - points.length;
  return {
    points,
    skipped,
    notes: [
      ...(problem ? [`Skipped: ${problem}.`] : []),
      ...(repeated > 0 ? [`Counted once: ${counted(repeated, 'duplicate point')}.`] : []),
      ...(points.some(({ timestamp }, index) => timestamp - (points[index - 1]?.timestamp ?? 0) < OVERLAP_MS)
        ? ['Some periods start less than 15 minutes apart, as in two merged responses: their mail counts twice.']
        : []),
    ],
  };
}

/**
 * Returns sentences about the age of the file at a slot (epoch milliseconds). The file does not contain the time of the call, so a
 * slot that is too late looks like an account without mail.
 */
export function describeAge({ points }: Pick<RecordedStatistics, 'points'>, slot: number): string[] {
  const first = points[0];
  const newest = points.findLast(({ timestamp }) => timestamp <= slot);
  const advice = 'use --at to pass the time at which the response was saved';
  if (!first) return [];
  if (!newest)
    return [
      `All periods of the file start after this slot, the first at ${toWholeSeconds(first.timestamp)}: ${advice}.`,
    ];
  const ageMs = slot - newest.timestamp;
  if (ageMs > SES_RETENTION_MS) return [`The file has no mail in the 14 days before this slot: ${advice}.`];
  if (ageMs < STALE_MS) return [];
  const hours = Math.floor(ageMs / HOUR_MS);
  return [
    `The newest period of the file started ${counted(hours, 'hour')} before this slot, at ${toWholeSeconds(newest.timestamp)}. If mail was sent since then, ${advice}.`,
  ];
}

/** Other formats, recognized by their first lines. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^SENDDATAPOINTS\t/m, 'the text of --output text'],
  [/^-+\s+\|\s*GetSendStatistics/, 'the table of --output table'],
  [/^(- )?SendDataPoints:/m, 'the YAML of --output yaml'],
  [/^(<\?xml|<GetSendStatistics)/, 'the XML of the API'],
  [/^\{'|datetime\.datetime\(/, 'Python notation; json.dumps(response, default=str) writes JSON'],
  [/^"?(Timestamp|DeliveryAttempts|Bounces|Complaints|Rejects)"?\s*[,;\t]/i, 'CSV'],
];

/** Parses one JSON document, or several in a row, as `jq` and loggers write them. */
function parseDocuments(text: string, name: string): unknown[] {
  const trimmed = text.trim();
  try {
    return [parseJsonText(trimmed)];
  } catch (error) {
    const documents = parseAll(trimmed);
    if (documents) return documents;
    const format = FORMATS.find(([pattern]) => pattern.test(trimmed))?.[1];
    const place = /^[[{]/.test(trimmed) ? (error as SyntaxError).message : `it starts with ${toExcerpt(trimmed)}`;
    throw new InputError(`${name} is not JSON: ${FILE_ADVICE} (${format ? `this is ${format}` : place})`);
  }
}

/** Inside one document, a comma separates two objects. White space separates documents. */
function parseAll(text: string): unknown[] | undefined {
  try {
    return JSON.parse(`[${text.replace(/\}\s+\{/g, '},{')}]`);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Returns the points of a response, or of a bare list, as `--query SendDataPoints` and PowerShell write it. */
function pointsIn(documents: readonly unknown[], name: string): readonly unknown[] {
  const items = documents.flat().map(fieldsOf);
  const responses = items.filter((item) => Array.isArray(item?.senddatapoints));
  if (responses.length > 1) {
    throw new InputError(
      `${name} contains ${responses.length} responses of GetSendStatistics, which overlap: pass one of them`,
    );
  }
  if (responses.length === 1 && items.length === 1) return responses[0]?.senddatapoints as unknown[];
  if (items.some((item) => item?.timestamp !== undefined)) return documents.flat();
  const content = documents.length === 1 ? documents[0] : documents;
  throw new InputError(`${name} has no list "SendDataPoints": ${FILE_ADVICE} (this is ${toExcerpt(content)})`);
}

/** Normalizes field names: SDKs write DeliveryAttempts, deliveryAttempts or delivery_attempts. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key.toLowerCase().replaceAll('_', ''), field]),
  );
}

const FIELD_NAMES: Readonly<Record<Counter, string>> = {
  deliveryAttempts: 'DeliveryAttempts',
  bounces: 'Bounces',
  complaints: 'Complaints',
  rejects: 'Rejects',
};

/** The file does not contain the time of the call, so no point is too new. */
const ANY_TIME = Number.POSITIVE_INFINITY;

/** @returns the point, or a description of its problem */
function readPoint(value: unknown, number: number, needed: ReadonlySet<Counter>): UsablePoint | string {
  const fields = fieldsOf(value);
  if (!fields) return `point ${number} is ${toExcerpt(value)}: write an object with Timestamp and counters`;
  const timestamp = toTime(fields.timestamp);
  if (timestamp === undefined) {
    return `Timestamp of point ${number} is ${toExcerpt(fields.timestamp)}${timeAdvice(fields.timestamp)}`;
  }
  const counters = COUNTERS.map((counter) => [counter, fields[counter.toLowerCase()]] as const);
  const point: ReportedPoint = Object.fromEntries(counters.filter(([, count]) => typeof count === 'number'));
  const bad = counters.find(
    ([counter]) => needed.has(counter) && !isUsable({ ...point, timestamp }, ANY_TIME, new Set([counter])),
  );
  if (!bad) return { ...point, timestamp };
  return `${FIELD_NAMES[bad[0]]} of point ${number} is ${toExcerpt(bad[1])}: write a whole number, 0 or more`;
}

/** SES launched in 2011. In this range, seconds and milliseconds cannot be confused. */
const EPOCH_TIMES = { from: Date.UTC(2010), to: Date.UTC(2100) } as const;

const EPOCH = /^\d{10,13}(\.\d+)?$/;
/** Written by Windows PowerShell. */
const PARENTHESIZED_EPOCH = /^\/Date\((\d{10,14})\)\/$/;
/** Used in HTTP and email. */
const INTERNET_TIME = /^[A-Z][a-z]{2}, \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|UTC|[+-]\d{4})$/;

/** Returns epoch milliseconds of a time in an unambiguous format, or undefined for any other value. */
function toTime(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const epoch = EPOCH.test(text) ? text : PARENTHESIZED_EPOCH.exec(text)?.[1];
  if (epoch) {
    const times = [Number(epoch) * 1000, Number(epoch)].map(Math.round);
    return times.find((time) => time >= EPOCH_TIMES.from && time < EPOCH_TIMES.to);
  }
  return INTERNET_TIME.test(text) ? Date.parse(text) || undefined : parseIsoTime(text);
}

function timeAdvice(value: unknown): string {
  const isLocal = typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value);
  return isLocal
    ? `, without a zone: add the zone, such as ${value.replace(' ', 'T')}Z for UTC`
    : ': write a time with its zone, such as 2026-11-22T10:07:00Z, or epoch seconds';
}

/** @throws InputError for duplicates with different counters */
function withoutDuplicates(points: readonly UsablePoint[], name: string): UsablePoint[] {
  const byTime = new Map<number, UsablePoint>();
  for (const point of points) {
    const known = byTime.get(point.timestamp);
    const counter = known && COUNTERS.find((counter) => isContradiction(known[counter], point[counter]));
    if (counter) {
      throw new InputError(
        `${name} has the period ${toWholeSeconds(point.timestamp)} twice, with ${FIELD_NAMES[counter]} ${known[counter]} and ${point[counter]}: pass one unmodified response of SES`,
      );
    }
    byTime.set(point.timestamp, { ...known, ...point });
  }
  return [...byTime.values()].sort((a, b) => a.timestamp - b.timestamp);
}

function isContradiction(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
