/**
 * The record of a search or a breakdown in the table. It names the caller who may read the result, and the job that has
 * the result. It has no address, no subject and no sender.
 */
import { createHash } from 'node:crypto';
import { type FromSchema, type JsonSchemas, matches } from './json-schema';
import { BREAKDOWNS } from './search-schemas';

const TIME = { type: 'number', description: 'Epoch milliseconds.' } as const;

/** Raise it when the shape changes. Records of other versions are ignored. */
const VERSION = '1';

const SCHEMAS = {
  SearchRecord: {
    type: 'object',
    additionalProperties: false,
    required: [
      'version',
      'path',
      'caller',
      'kind',
      'jobId',
      'slot',
      'startedAt',
      'expiresAt',
      'from',
      'until',
      'limit',
    ],
    properties: {
      version: { type: 'string', enum: [VERSION] },
      path: {
        type: 'string',
        enum: ['/v1/searches', '/v1/unmasked/searches', '/v1/breakdowns'],
        description: 'The path that started the search. Only the same path returns its result.',
      },
      caller: { type: 'string', description: "Hash of the caller's name." },
      kind: { type: 'string', enum: ['rows', 'bouncing', 'complaining', 'breakdown'] },
      jobId: { type: 'string' },
      slot: { type: 'string' },
      startedAt: TIME,
      expiresAt: TIME,
      from: TIME,
      until: TIME,
      limit: { type: 'number', description: 'Rows that the job returns at most.' },
      hasWildcard: { type: 'boolean' },
      recipient: { type: 'string', description: 'Salted hash of the address that the caller gave.' },
      by: { type: 'string', enum: Object.keys(BREAKDOWNS) as (keyof typeof BREAKDOWNS)[] },
    },
  },
} as const satisfies JsonSchemas;

export type SearchRecord = FromSchema<typeof SCHEMAS.SearchRecord, typeof SCHEMAS>;
export type SearchPath = SearchRecord['path'];

/** The members of a record that a route chooses. */
export type RecordFields = Omit<SearchRecord, 'version' | 'caller' | 'jobId' | 'slot' | 'startedAt' | 'expiresAt'>;

/** Replaces the job of a breakdown if SES refuses it. BatchGetMetricData then has the numbers. */
export const NO_JOB = { jobId: '', slot: '' } as const;

export function hasJob({ jobId }: SearchRecord): boolean {
  return jobId !== NO_JOB.jobId;
}

/** How long a caller can read a result. */
export const RECORD_LIFETIME_MS = 24 * 60 * 60_000;

/** The largest plausible difference between two clocks. A record that is refused is a search that its caller loses. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface StartedRecord {
  readonly caller: string;
  readonly jobId: string;
  readonly slot: string;
  readonly now: number;
}

export function toRecord(fields: RecordFields, { caller, jobId, slot, now }: StartedRecord): SearchRecord {
  return {
    version: VERSION,
    ...fields,
    caller: hashOfCaller(caller),
    jobId,
    slot,
    startedAt: now,
    expiresAt: now + RECORD_LIFETIME_MS,
  };
}

export interface Reader {
  /** Name of the caller who asks. */
  readonly caller: string;
  readonly path: SearchPath;
  readonly now: number;
}

/** Returns a record from the table, or undefined for any other content, and for a record that the reader may not use. */
export function readRecord(content: unknown, { caller, path, now }: Reader): SearchRecord | undefined {
  if (!isRecord(content) || content.path !== path || content.caller !== hashOfCaller(caller)) return undefined;
  const { startedAt, expiresAt } = content;
  const isPlausible = startedAt < now + CLOCK_TOLERANCE_MS && expiresAt <= startedAt + RECORD_LIFETIME_MS;
  return isPlausible && now < expiresAt ? content : undefined;
}

/** An ID has 24 random bytes, in base64url. */
export function isSearchId(id: string): boolean {
  return /^[\w-]{32}$/.test(id);
}

/** The table has only the hash of an ID, so that a reader of the table cannot read results. */
export function hashOfId(id: string): string {
  return sha256(id);
}

export function keyOfRecord(id: string): string {
  return `search/${hashOfId(id)}`;
}

/** The ID is the salt, and the table does not have it. */
export function hashOfRecipient(id: string, address: string): string {
  return sha256(`${id}\n${address}`);
}

function hashOfCaller(caller: string): string {
  return sha256(caller);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isRecord(value: unknown): value is SearchRecord {
  return matches(value, SCHEMAS.SearchRecord, SCHEMAS);
}
