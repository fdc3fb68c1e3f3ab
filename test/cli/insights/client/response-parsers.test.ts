import { describe, expect, it } from '@jest/globals';
import { parserOf } from '../../../../cli/insights/client/response-parsers';

const SEARCH = { id: 'x', state: 'done', from: '2026-09-21T10:00:00.000Z', mails: { exactly: 1 }, rows: [] };
const parse = parserOf('Search');

describe('a response', () => {
  it.each([
    ['has all members', SEARCH],
    ['is still running', { id: 'x', state: 'running', retryAfterSeconds: 3 }],
    ['has a member that a newer API adds', { ...SEARCH, later: 1, mails: { exactly: 1, later: 1 } }],
    ['has a state that a newer API adds', { ...SEARCH, state: 'queued' }],
  ])('is returned as it is if it %s', (_, body) => {
    expect(parse(body)).toEqual(body);
  });

  it.each([
    ['is not an object', null],
    ['has no state', { id: 'x' }],
    ['has an invalid time', { ...SEARCH, from: 'soon' }],
    ['has a string as a count', { ...SEARCH, mails: { exactly: '1' } }],
    ['has a negative count', { ...SEARCH, mails: { exactly: -1 } }],
    ['has a row without members', { ...SEARCH, rows: [{}] }],
  ])('is rejected if it %s', (_, body) => {
    expect(parse(body)).toBeUndefined();
  });
});

it.each(['Recipient', 'Breakdown'] as const)('rejects a search instead of a response with the schema %s', (name) => {
  expect(parserOf(name)({ rows: [] })).toBeUndefined();
});
