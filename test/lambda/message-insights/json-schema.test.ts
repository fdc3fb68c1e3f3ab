import { describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { MESSAGE_SCHEMAS, type MessageInsights } from '../../../lambda/message-insights/insights';
import { type FromSchema, type JsonSchemas, matches } from '../../../lambda/message-insights/json-schema';

const SCHEMAS = {
  Person: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'age'],
    properties: {
      name: { type: 'string' },
      age: { type: ['number', 'null'] },
      mood: { type: 'string', enum: ['good', 'bad'] },
      friends: { type: 'array', items: { $ref: '#/components/schemas/Person' } },
    },
  },
} as const satisfies JsonSchemas;

const isPerson = (value: unknown) => matches(value, SCHEMAS.Person, SCHEMAS);

describe('a value matches', () => {
  it.each<[string, FromSchema<typeof SCHEMAS.Person, typeof SCHEMAS>]>([
    ['with its required properties', { name: 'a', age: 1 }],
    ['with one of several types', { name: 'a', age: null }],
    ['with a listed value', { name: 'a', age: 1, mood: 'bad' }],
    ['with items that match', { name: 'a', age: 1, friends: [{ name: 'b', age: 2 }] }],
  ])('%s', (_, value) => {
    expect(isPerson(value)).toBe(true);
  });
});

describe('a value does not match', () => {
  it.each<[string, unknown]>([
    ['without a required property', { name: 'a' }],
    ['with another type', { name: 1, age: 1 }],
    ['with an unlisted value', { name: 'a', age: 1, mood: 'odd' }],
    ['with an additional property', { name: 'a', age: 1, note: 'b' }],
    ['with a property of every object', JSON.parse('{"name":"a","age":1,"__proto__":"b"}')],
    ['with an item that does not match', { name: 'a', age: 1, friends: [{ name: 'b' }] }],
    ['as a list', [{ name: 'a', age: 1 }]],
    ['as null', null],
    ['as undefined', undefined],
  ])('%s', (_, value) => {
    expect(isPerson(value)).toBe(false);
  });

  it('if its schema refers to a missing one', () => {
    expect(matches('a', { $ref: '#/components/schemas/Missing' }, SCHEMAS)).toBe(false);
  });
});

describe('the schema of a message', () => {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
  ajv.addSchema({ $id: 'document', components: { schemas: MESSAGE_SCHEMAS } });
  const validate = ajv.compile({ $ref: 'document#/components/schemas/MessageInsights' });

  const anyText = fc.oneof(fc.string({ maxLength: 3 }), fc.constant(null), fc.integer());
  const anyDetails = fc.record({ bounceType: anyText, diagnosticCode: anyText }, { requiredKeys: [] });
  const anyEvent = fc.record(
    { timestamp: anyText, type: fc.string(), details: fc.record({ bounce: anyDetails }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  );
  const anyMessage = fc.record({
    messageId: fc.string(),
    sentAt: anyText,
    sendingRegion: fc.constant(null),
    subject: fc.constant(null),
    emailTags: fc.array(fc.record({ name: fc.string(), value: fc.string() }), { maxLength: 2 }),
    insights: fc.array(
      fc.record({
        status: fc.constantFrom('SENT', 'LOST'),
        secondsToStatus: fc.constantFrom(0, 4.5, null),
        events: fc.array(anyEvent, { maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
  });

  it('is interpreted as ajv interprets it', () => {
    const results = new Set<boolean>();
    fc.assert(
      fc.property(anyMessage, (message) => {
        const expected = validate(message) as boolean;
        results.add(expected);
        expect(matches(message, MESSAGE_SCHEMAS.MessageInsights, MESSAGE_SCHEMAS)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(results).toEqual(new Set([true, false]));
  });

  it('has the type of a message', () => {
    const message: MessageInsights = {
      messageId: 'x',
      sentAt: null,
      sendingRegion: null,
      subject: null,
      emailTags: [],
      insights: [{ status: 'SENT', secondsToStatus: null, events: [{ details: { bounce: { bounceType: 'X' } } }] }],
    };
    expect(matches(message, MESSAGE_SCHEMAS.MessageInsights, MESSAGE_SCHEMAS)).toBe(true);
    // @ts-expect-error: the status is not listed
    const unlisted: MessageInsights['insights'][number]['status'] = 'LOST';
    // @ts-expect-error: the subject is required
    const incomplete: MessageInsights = {
      messageId: 'x',
      sentAt: null,
      sendingRegion: null,
      emailTags: [],
      insights: [],
    };
    for (const value of [{ ...message, insights: [{ ...message.insights[0], status: unlisted }] }, incomplete])
      expect(matches(value, MESSAGE_SCHEMAS.MessageInsights, MESSAGE_SCHEMAS)).toBe(false);
  });
});
