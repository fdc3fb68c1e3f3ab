import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../../lambda/message-insights/problem';
import { readBody } from '../../../lambda/message-insights/request-body';
import { SEARCH_SCHEMAS } from '../../../lambda/message-insights/search-schemas';

const { SearchRequest, RecipientRequest } = SEARCH_SCHEMAS;

function read(content: string, schema: Parameters<typeof readBody>[1] = SearchRequest, isBase64 = false): unknown {
  try {
    return readBody({ content, isBase64 }, schema);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.kind}: ${error.message}`;
  }
}

describe('a body is read', () => {
  it.each([
    ['as JSON', '{"to":"a@example.com","limit":5}', false],
    ['with a byte order mark', '\ufeff{"to":"a@example.com","limit":5}', false],
    ['that API Gateway encoded', Buffer.from('{"to":"a@example.com","limit":5}').toString('base64'), true],
  ])('%s', (_, content, isBase64) => {
    expect(read(content, SearchRequest, isBase64)).toEqual({ to: 'a@example.com', limit: 5 });
  });

  it('with letters of any script', () => {
    expect(read('{"subject":"Größe 中文 🎉"}')).toEqual({ subject: 'Größe 中文 🎉' });
  });

  it('with no members', () => {
    expect(read('{}')).toEqual({});
  });
});

const MEMBERS = '"preset", "to", "from", "subject", "isp", "outcome", "since", "until" and "limit"';

describe('a body is refused in one sentence that says what to do', () => {
  it.each([
    ['without content', '', 'The request has no body. Send a JSON object.'],
    ['with white space only', ' \n', 'The request has no body. Send a JSON object.'],
    ['that is no JSON', '{to: 1}', 'The body is not valid JSON. Send a JSON object.'],
    ['that ends early', '{"to":"a@ex', 'The body is not valid JSON. Send a JSON object.'],
    ['that is an array', '[1]', 'The body must be a JSON object, got an array.'],
    ['that is null', 'null', 'The body must be a JSON object, got null.'],
    ['that is a string', '"abc"', 'The body must be a JSON object, got a string of 3 characters.'],
    ['with an unknown member', '{"recipient":"x"}', `The body has an unknown member "recipient". Use ${MEMBERS}.`],
    [
      'with a member name that every object has',
      '{"constructor":1}',
      `The body has an unknown member "constructor". Use ${MEMBERS}.`,
    ],
    ['with a prototype', '{"__proto__":1}', `The body has an unknown member. Use ${MEMBERS}.`],
    ['with an address as a member', '{"bob@example.com":1}', `The body has an unknown member. Use ${MEMBERS}.`],
    ['with a number for a string', '{"to":5}', '"to" must be a string that is not empty, got 5.'],
    ['with an empty string', '{"to":" "}', '"to" must be a string that is not empty, got an empty string.'],
    ['with null', '{"from":null}', '"from" must be a string that is not empty, got null.'],
    ['with a list', '{"isp":["Gmail"]}', '"isp" must be a string that is not empty, got an array.'],
    [
      'with a line break',
      '{"subject":"a\\nb"}',
      '"subject" must be a string without control characters, got a string of 3 characters.',
    ],
    [
      'with a long string',
      `{"to":"${'a'.repeat(321)}"}`,
      '"to" must be at most 320 characters long, got a string of 321 characters.',
    ],
    [
      'with another outcome',
      '{"outcome":"lost"}',
      '"outcome" must be one of "sent", "delivered", "bounced", "soft-bounced", "complained", got a string of 4 characters.',
    ],
    [
      'with an outcome that is a property of every object',
      '{"outcome":"toString"}',
      '"outcome" must be one of "sent", "delivered", "bounced", "soft-bounced", "complained", got a string of 8 characters.',
    ],
    ['with a limit of 0', '{"limit":0}', '"limit" must be a whole number from 1 to 10000, got 0.'],
    [
      'with a limit beyond the rows of SES',
      '{"limit":10001}',
      '"limit" must be a whole number from 1 to 10000, got 10001.',
    ],
    ['with half a row', '{"limit":1.5}', '"limit" must be a whole number from 1 to 10000, got 1.5.'],
    [
      'with a string as the limit',
      '{"limit":"5"}',
      '"limit" must be a whole number from 1 to 10000, got a string of 1 character.',
    ],
    ['with 9 KB', `{"to":"${'a'.repeat(9000)}"}`, 'The body has 9009 bytes. Send at most 8192.'],
  ])('%s', (_, content, message) => {
    expect(read(content)).toBe(`invalid-request: ${message}`);
  });

  it('without a required member', () => {
    expect(read('{}', RecipientRequest)).toBe('invalid-request: The body has no "address": add it.');
  });

  it('that is not UTF-8', () => {
    const content = Buffer.from([0x7b, 0xff, 0x7d]).toString('base64');
    expect(read(content, SearchRequest, true)).toBe(
      'invalid-request: The body is not valid UTF-8. Send JSON in UTF-8.',
    );
  });
});
