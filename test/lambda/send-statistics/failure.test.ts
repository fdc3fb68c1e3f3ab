import { expect, it } from '@jest/globals';
import { toFailure } from '../../../lambda/send-statistics/failure';
import { UnreadableAnswer } from '../../../lambda/send-statistics/unreadable-answer';

function answered(error: Error, members: object): Error {
  return Object.assign(error, { $response: { statusCode: 400 }, ...members });
}

const SERVICE = { $fault: 'client' };
const UNREADABLE = "AWS's response, HTTP status 400, is not in the form of this operation";

it.each<[string, unknown, string]>([
  ["a service's message", answered(new Error('Rate exceeded'), SERVICE), 'Rate exceeded'],
  ['only the status of an error without a message', answered(new Error('Unknown'), SERVICE), UNREADABLE],
  ['no quotation of a parser', answered(new SyntaxError('Unexpected token: Jane'), {}), UNREADABLE],
  [
    'a message of this project, without the SDK’s addition',
    answered(new UnreadableAnswer('No list.\n  inspect {error}.$response'), {}),
    'No list.',
  ],
  [
    'no address',
    new Error('not allowed: <jane@example.com> of arn:aws:sts::1:assumed-role/A/joe@example.com'),
    'not allowed: *** of ***',
  ],
  ['no control characters', new Error('a\u001b[31mb\u009bc\u202ed\u0000\te'), 'a [31mb c d  e'],
  ['only the first line', new Error('one\r\ntwo\u2028three'), 'one'],
  ['at most 300 characters', new Error('x'.repeat(10_000)), `${'x'.repeat(300)}...`],
  ['a thrown string', 'not an error', 'not an error'],
  ['a thrown undefined', undefined, 'undefined'],
  [
    'the code of an error without a message',
    Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    'ECONNREFUSED',
  ],
  ['a message that is not a string', Object.assign(new Error(), { message: { a: 1 }, name: {} }), '[object Object]'],
])('keeps %s', (_, thrown, message) => {
  expect(toFailure(thrown).message).toBe(message);
});

it.each([
  ['ThrottlingException', 'ThrottlingException'],
  ['AbortError', 'AbortError'],
  ['x'.repeat(61), 'Error'],
  ['Bad\nname', 'Error'],
  ['jane@example.com', 'Error'],
])('keeps a name only if it is a word: %j', (name, kept) => {
  expect(toFailure(Object.assign(new Error(''), { name })).name).toBe(kept);
});

it.each<[string, unknown, string]>([
  ['a parser', answered(new SyntaxError('Unexpected token'), {}), 'UnreadableAnswer'],
  [
    'an error without a name',
    Object.assign(answered(new Error('Unknown'), SERVICE), { name: 'Unknown' }),
    'UnreadableAnswer',
  ],
  [
    'an error without a message',
    Object.assign(answered(new Error('UnknownError'), SERVICE), { name: 'AccessDeniedException' }),
    'AccessDeniedException',
  ],
])('the failure of %s has a name', (_, thrown, name) => {
  expect(toFailure(thrown).name).toBe(name);
});
