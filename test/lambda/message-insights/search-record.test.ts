import { describe, expect, it } from '@jest/globals';
import {
  hashOfRecipient,
  isSearchId,
  keyOfRecord,
  RECORD_LIFETIME_MS,
  type Reader,
  readRecord,
  toRecord,
} from '../../../lambda/message-insights/search-record';
import { at, HOUR, MINUTE } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const ID = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0Vni6';
const CALLER = 'arn:aws:iam::111122223333:user/oncall';
const RECORD = toRecord(
  {
    path: '/v1/searches',
    kind: 'rows',
    from: NOW - HOUR,
    until: NOW,
    limit: 100,
    hasWildcard: false,
    recipient: hashOfRecipient(ID, 'alice@example.com'),
  },
  { caller: CALLER, jobId: 'job-1', slot: 'slot-1', now: NOW },
);
const READER: Reader = { caller: CALLER, path: '/v1/searches', now: NOW };

it('a record survives the table', () => {
  expect(readRecord(JSON.parse(JSON.stringify(RECORD)), READER)).toEqual(RECORD);
});

it.each([-4 * MINUTE, 4 * MINUTE])('a record is returned by a clock that is wrong by %s ms', (wrongMs) => {
  expect(readRecord(RECORD, { ...READER, now: NOW + wrongMs })).toEqual(RECORD);
});

it('a record has neither the caller nor the address nor the ID', () => {
  expect(JSON.stringify([RECORD, keyOfRecord(ID)])).not.toMatch(/oncall|alice|example\.com|q83v/);
});

it('the hash of an address is another one in another search', () => {
  expect(hashOfRecipient(`${ID.slice(1)}x`, 'alice@example.com')).not.toBe(RECORD.recipient);
});

describe('a record is not returned', () => {
  it.each<[string, Partial<Reader>]>([
    ['to another caller', { caller: `${CALLER}2` }],
    ['on the unmasked path', { path: '/v1/unmasked/searches' }],
    ['on the path of breakdowns', { path: '/v1/breakdowns' }],
    ['after a day', { now: NOW + RECORD_LIFETIME_MS }],
    ['before it was written, by a clock that is wrong by more than minutes', { now: NOW - 6 * MINUTE }],
  ])('%s', (_, reader) => {
    expect(readRecord(RECORD, { ...READER, ...reader })).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['without content', undefined],
    ['of another version', { ...RECORD, version: '0' }],
    ['without a job', { ...RECORD, jobId: undefined }],
    ['with an unknown member', { ...RECORD, address: 'alice@example.com' }],
    ['of another kind', { ...RECORD, kind: 'everything' }],
    ['that never ends', { ...RECORD, expiresAt: NOW * 2 }],
    ['with a string as a time', { ...RECORD, from: String(RECORD.from) }],
  ])('%s', (_, content) => {
    expect(readRecord(content, READER)).toBeUndefined();
  });
});

it.each([
  [ID, true],
  [ID.slice(1), false],
  [`${ID}a`, false],
  ['alice@example.com-alice@example.', false],
  ['', false],
])('%j is an ID: %s', (text, isId) => {
  expect(isSearchId(text)).toBe(isId);
});
