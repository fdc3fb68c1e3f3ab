/** The OpenAPI document that the API serves. `openapi.json` is a copy for other tools, and a test compares the two. */
import { ROUTES } from '../../lambda/message-insights/contract';
import { MESSAGE_SCHEMAS } from '../../lambda/message-insights/insights';
import type { JsonSchemas } from '../../lambda/message-insights/json-schema';
import { PROBLEMS, type ProblemKind, problemType } from '../../lambda/message-insights/problem';

const ref = (section: string, name: string) => ({ $ref: `#/components/${section}/${name}` });
const kinds = Object.keys(PROBLEMS) as ProblemKind[];

/** The kinds of problems that do not belong to a path. */
const WITHOUT_PATH: readonly ProblemKind[] = ['no-such-route', 'method-not-allowed'];

/** Returns the kinds of problems of the look-up paths that have this status, as one string. */
function kindsOf(status: number): string {
  const ofStatus = kinds.filter((kind) => PROBLEMS[kind].status === status && !WITHOUT_PATH.includes(kind));
  return ofStatus.map((kind) => `\`${kind}\``).join(', ');
}

const SCHEMAS: JsonSchemas = {
  ...MESSAGE_SCHEMAS,
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

const HEADERS = {
  'X-Request-Id': { description: 'Also in the log line of the request.', schema: { type: 'string' } },
  'Cache-Control': {
    description: '`private`, or `private, no-store` for personal data.',
    schema: { type: 'string' },
  },
  'X-Content-Type-Options': { description: 'Always `nosniff`.', schema: { type: 'string', const: 'nosniff' } },
  Age: { description: 'Seconds since SES responded.', schema: SECONDS },
  'Retry-After': { description: 'Seconds after which a retry may succeed.', schema: SECONDS },
};

type HeaderName = keyof typeof HEADERS;

/** Returns the headers that every response has, and the given ones. */
function headers(...names: HeaderName[]) {
  const all: HeaderName[] = ['X-Request-Id', 'Cache-Control', 'X-Content-Type-Options', ...names];
  return Object.fromEntries(all.map((name) => [name, ref('headers', name)]));
}

const json = (schema: object) => ({ 'application/json': { schema } });
const GATEWAY = json(ref('schemas', 'GatewayMessage'));
const PROBLEM = { 'application/problem+json': { schema: ref('schemas', 'Problem') } };

/** The unsuccessful responses of a look-up, by status. */
const RESPONSES = {
  400: {
    name: 'InvalidMessageId',
    description: `The message ID is not valid (${kindsOf(400)}): SES was not called, or rejected it. API Gateway itself responds if it cannot read the path.`,
    headers: headers(),
    content: { ...PROBLEM, ...GATEWAY },
  },
  401: {
    name: 'Unauthorized',
    description: 'Response of API Gateway to a request without a valid token, if the API takes tokens.',
    content: GATEWAY,
  },
  403: {
    name: 'Forbidden',
    description: `API Gateway itself rejects a request that is not signed or not permitted, and does not run the API. The API rejects an unmasked look-up by a caller without a name (${kindsOf(403)}).`,
    headers: headers(),
    content: { ...PROBLEM, ...GATEWAY },
  },
  404: {
    name: 'NotFound',
    description: `SES has no record of the message. \`type\` names the cause, as far as the API can determine it: ${kindsOf(404)}. If the stage or the API does not exist, API Gateway itself responds, with \`application/json\`.`,
    headers: headers('Retry-After', 'Age'),
    content: { ...PROBLEM, ...GATEWAY },
  },
  429: {
    name: 'TooManyRequests',
    description: `All turns to call SES within the waiting time are taken, or another request is looking up the same message (${kindsOf(429)}): retry after \`Retry-After\`. Callers take turns, so a caller with many requests delays each other caller by only one turn. A turn may be reserved for a caller that retries. API Gateway itself responds, without that header, if requests exceed the throttle of the stage.`,
    headers: headers('Retry-After'),
    content: { ...PROBLEM, ...GATEWAY },
  },
  500: {
    name: 'InternalError',
    description: `An error in this API (${kindsOf(500)}), or in API Gateway.`,
    headers: headers(),
    content: { ...PROBLEM, ...GATEWAY },
  },
  502: {
    name: 'BadGateway',
    description: `SES returned no usable response (${kindsOf(502)}).`,
    headers: headers(),
    content: PROBLEM,
  },
  503: {
    name: 'ServiceUnavailable',
    description: `Another program in the account uses SES's one call a second (${kindsOf(503)}). API Gateway itself responds if the function did not run or took too long.`,
    headers: headers('Retry-After'),
    content: { ...PROBLEM, ...GATEWAY },
  },
  504: {
    name: 'GatewayTimeout',
    description: `SES did not respond in time (${kindsOf(504)}).`,
    headers: headers(),
    content: PROBLEM,
  },
};

type ErrorStatus = keyof typeof RESPONSES;
const ERROR_STATUSES = Object.keys(RESPONSES).map(Number) as ErrorStatus[];

function errors(statuses: readonly ErrorStatus[]) {
  return Object.fromEntries(statuses.map((status) => [status, ref('responses', RESPONSES[status].name)]));
}

function lookUp(operation: { operationId: string; summary: string; description: string }) {
  return {
    get: {
      ...operation,
      tags: ['insights'],
      parameters: [ref('parameters', 'messageId'), ref('parameters', 'cacheControl')],
      responses: {
        200: {
          description: 'The history of the message.',
          headers: headers('Age'),
          content: json(ref('schemas', 'MessageInsights')),
        },
        ...errors(ERROR_STATUSES),
      },
    },
  };
}

const pathOf = (route: string) => route.slice('GET '.length);

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'ses-metrics-exporter message insights',
    version: '1.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description: `Returns what happened to one message sent through Amazon SES, and why. All look-ups of an account and Region share the one call a second that SES allows. Every problem is \`application/problem+json\` (RFC 9457), and its \`type\` names its kind. Responses of API Gateway itself are \`application/json\` with a \`message\`. If the caller has permission for more than the listed paths, the API answers other paths and methods with ${WITHOUT_PATH.map((kind) => `\`${kind}\` (${PROBLEMS[kind].status})`).join(' and ')}. API Gateway answers other callers with 403.`,
  },
  servers: [{ url: '/', description: 'The API that serves this document.' }],
  security: [{ sigv4: [] }, { jwt: [] }],
  tags: [
    { name: 'insights', description: 'Look up messages.' },
    { name: 'document', description: 'This document.' },
  ],
  paths: {
    [pathOf(ROUTES.masked)]: lookUp({
      operationId: 'getMessageInsights',
      summary: 'Look up a message without personal data',
      description:
        'Addresses are masked (`a***@example.com`), and the subject is null. Text of mail servers keeps codes, hosts, IP addresses, links without their values, and words from the vocabulary of mail servers; `***` replaces everything else. The response may come from a cache, and `Age` is its age. With `Cache-Control: no-cache`, the API calls SES again.',
    }),
    [pathOf(ROUTES.unmasked)]: lookUp({
      operationId: 'getUnmaskedMessageInsights',
      summary: 'Look up a message with personal data',
      description:
        'Returns the message as SES reports it. This path needs its own permission, and the API logs the caller of every use. The response never comes from a cache. With JWT authorization, this path exists only if the configuration has a separate scope for it.',
    }),
    [pathOf(ROUTES.openapi)]: {
      get: {
        operationId: 'getOpenApi',
        summary: 'Get this document',
        description: 'Needs the same authorization as every path.',
        tags: ['document'],
        responses: {
          200: {
            description: 'This document.',
            headers: headers(),
            content: json({
              type: 'object',
              required: ['openapi', 'info', 'paths'],
              properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
            }),
          },
          ...errors([401, 403, 500, 503]),
          429: {
            description: 'Response of API Gateway if requests exceed the throttle of the stage.',
            content: GATEWAY,
          },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      sigv4: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        description: 'The default: AWS Signature Version 4 for the service `execute-api`.',
      },
      jwt: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A token with the configured scope, if the API is configured with an issuer.',
      },
    },
    parameters: {
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
              pattern:
                '(?:[0-9A-Fa-f]{8}){2}-[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}-[0-9]{6}(?:[^0-9]|$)',
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
    },
    headers: HEADERS,
    responses: Object.fromEntries(Object.values(RESPONSES).map(({ name, ...response }) => [name, response])),
    schemas: SCHEMAS,
  },
};
