/** The components that all paths of the OpenAPI document share. */
import { MESSAGE_SCHEMAS } from '../../lambda/message-insights/insights';
import type { JsonSchemas } from '../../lambda/message-insights/json-schema';
import { PROBLEMS, type ProblemKind, problemType } from '../../lambda/message-insights/problem';
import { SEARCH_SCHEMAS } from '../../lambda/message-insights/search-schemas';

export const ref = (section: string, name: string) => ({ $ref: `#/components/${section}/${name}` });
export const json = (schema: object) => ({ 'application/json': { schema } });

export const GATEWAY_CONTENT = json(ref('schemas', 'GatewayMessage'));
export const PROBLEM_CONTENT = { 'application/problem+json': { schema: ref('schemas', 'Problem') } };

const kinds = Object.keys(PROBLEMS) as ProblemKind[];

export const SCHEMAS: JsonSchemas = {
  ...MESSAGE_SCHEMAS,
  ...SEARCH_SCHEMAS,
  Problem: {
    type: 'object',
    additionalProperties: false,
    required: ['type', 'title', 'status', 'detail', 'requestId'],
    properties: {
      type: { type: 'string', enum: kinds.map(problemType) },
      title: { type: 'string', description: 'The same for all problems of this type.' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What happened this time, and what to do next.' },
      requestId: { type: 'string' },
      retryAfterSeconds: { type: 'integer', minimum: 1 },
      allowedMethods: { type: 'array', items: { type: 'string' } },
      sentAt: { type: ['string', 'null'], format: 'date-time' },
      sendingRegion: { type: ['string', 'null'] },
      possibleCauses: { type: 'array', items: { type: 'string' } },
    },
  },
  GatewayMessage: {
    type: 'object',
    description: 'A response of API Gateway itself.',
    required: ['message'],
    properties: { message: { type: ['string', 'null'] } },
  },
};

const SECONDS = { type: 'string', pattern: '^\\d+$' };

export const HEADERS = {
  'X-Request-Id': { description: 'Also in the log line of the request.', schema: { type: 'string' } },
  'Cache-Control': {
    description: '`private`, or `private, no-store` for personal data and for searches.',
    schema: { type: 'string' },
  },
  'X-Content-Type-Options': { description: 'Always `nosniff`.', schema: { type: 'string', const: 'nosniff' } },
  Age: { description: 'Seconds since SES responded.', schema: SECONDS },
  'Retry-After': { description: 'Seconds after which a retry may succeed.', schema: SECONDS },
  Location: { description: 'The path of the result.', schema: { type: 'string', pattern: '^/v1/' } },
};

export type HeaderName = keyof typeof HEADERS;

/** Returns the headers that every response has, and the given ones. */
export function headers(...names: HeaderName[]) {
  const all: HeaderName[] = ['X-Request-Id', 'Cache-Control', 'X-Content-Type-Options', ...names];
  return Object.fromEntries(all.map((name) => [name, ref('headers', name)]));
}

export const PARAMETERS = {
  messageId: {
    name: 'messageId',
    in: 'path',
    required: true,
    description:
      'The ID that SES gave the message. The API finds an ID in the format of SES (16 hexadecimal digits, a UUID, 6 digits) in any string, such as an SMTP response. It rejects a string with two different IDs. An ID in another format has 1 to 128 letters, digits, dots, hyphens and underscores. Angle brackets, quotes and spaces may be around it, and `@...amazonses.com` after it. It may be percent-encoded.',
    schema: {
      type: 'string',
      anyOf: [
        {
          pattern:
            '^\\s*(?:[Mm][Ee][Ss][Ss][Aa][Gg][Ee]-[Ii][Dd]:)?[\\s"\'<]*[._-]{0,127}[A-Za-z0-9][A-Za-z0-9._-]{0,127}(?:@(?:[A-Za-z0-9-]{1,63}\\.){0,8}[Aa][Mm][Aa][Zz][Oo][Nn][Ss][Ee][Ss]\\.[Cc][Oo][Mm])?[\\s"\'>,;]*$',
        },
        {
          pattern: '(?:[0-9A-Fa-f]{8}){2}-[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}-[0-9]{6}(?:[^0-9]|$)',
        },
      ],
    },
    example: '010201936e5a3b7c-0f3c1a52-7e7d-4c55-9a0e-2f6b1d1f7f10-000000',
  },
  cacheControl: {
    name: 'Cache-Control',
    in: 'header',
    required: false,
    description: 'With `no-cache`, the API calls SES again, within the budget.',
    schema: { type: 'string' },
    example: 'no-cache',
  },
  searchId: idParameter('searchId', 'search'),
  breakdownId: idParameter('breakdownId', 'breakdown'),
  page: {
    name: 'page',
    in: 'query',
    required: false,
    description: 'The value of `nextPage` from the page before. Default: the first page.',
    schema: { type: 'string', pattern: '^(?:0|[1-9]\\d{0,3})$' },
    example: '2500',
  },
};

function idParameter(name: string, thing: string) {
  return {
    name,
    in: 'path',
    required: true,
    description: `The ID of the ${thing}. Only the caller who started it can use the ID, only on this path, and only for one day.`,
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{32}$' },
    example: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0Vni6',
  };
}
