/** The OpenAPI document compared with the code, and real responses validated against the document. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { ROUTES } from '../../../lambda/message-insights/contract';
import { STATUSES } from '../../../lambda/message-insights/insights';
import openapi from '../../../lambda/message-insights/openapi.json';
import { PROBLEMS, type ProblemKind, problemType } from '../../../lambda/message-insights/problem';
import {
  type ApiAnswer,
  ask,
  eventOf,
  type InsightsWorld,
  idOf,
  startInsightsWorld,
} from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { onlyMessageId } from '../../support/only-message-id';
import { HOUR } from '../../support/world';

const { paths, components } = openapi;
const { masked, unmasked, openapi: document } = ROUTES;
const KINDS = Object.entries(PROBLEMS) as [ProblemKind, (typeof PROBLEMS)[ProblemKind]][];

interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}

/** Resolves a `$ref` within the document. */
function resolve(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], openapi);
}

function refsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [value] : refsIn(value)));
}

/** Returns the documented responses of a route, by status. */
function responsesOf(route: string): Record<string, DocumentedResponse> {
  const path = route.replace('GET ', '') as keyof typeof paths;
  const responses = Object.entries(paths[path].get.responses).map(([status, response]) => [
    status,
    '$ref' in response ? resolve(response.$ref) : response,
  ]);
  return Object.fromEntries(responses);
}

describe('the document', () => {
  it('has exactly the GET routes', () => {
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented).toEqual(Object.values(ROUTES).filter((route) => route.startsWith('GET ')));
  });

  it('has the statuses in order of precedence', () => {
    expect(components.schemas.Status.enum).toEqual(STATUSES);
  });

  it('has the type of every kind of problem', () => {
    expect(components.schemas.Problem.properties.type.enum).toEqual(KINDS.map(([kind]) => problemType(kind)));
  });

  it('resolves every reference, and has no unused component', () => {
    const refs = new Set(refsIn(openapi));
    for (const ref of refs) expect([ref, resolve(ref)]).toEqual([ref, expect.any(Object)]);
    const { securitySchemes, ...parts } = components;
    const all = Object.entries(parts).flatMap(([part, named]) =>
      Object.keys(named).map((name) => `#/components/${part}/${name}`),
    );
    expect(all.sort()).toEqual([...refs].sort());
    expect(openapi.security.flatMap(Object.keys)).toEqual(Object.keys(securitySchemes));
  });

  it.each([masked, unmasked, document])('%s has exactly its path parameters', (route) => {
    const path = route.replace('GET ', '') as keyof typeof paths;
    const { parameters = [] } = paths[path].get as { parameters?: { $ref: string }[] };
    const inPath = parameters
      .map(({ $ref }) => resolve($ref) as { name: string; in: string })
      .filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  });

  it('accepts the same message IDs as the code, except for percent-encoded ones', () => {
    const patterns = components.parameters.messageId.schema.anyOf.map(({ pattern }) => new RegExp(pattern, 'u'));
    const isDocumented = (text: string) => patterns.some((pattern) => pattern.test(text));
    const isAccepted = (text: string) => onlyMessageId(text) !== undefined;
    const part = fc.oneof(
      fc.constantFrom(
        'Message-ID:',
        '<',
        '"',
        ' ',
        '>',
        ',',
        ';',
        '@',
        'amazonses.com',
        '@eu-west-1.amazonses.com',
        '.',
        '_',
      ),
      fc.string({ maxLength: 3 }).map((text) => text.replaceAll('%', '')),
      fc.stringMatching(/^[A-Za-z0-9-]{1,8}$/),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        expect([parts.join(''), isDocumented(parts.join(''))]).toEqual([parts.join(''), isAccepted(parts.join(''))]);
      }),
      { numRuns: 2_000 },
    );
    for (const length of [1, 128, 129]) expect(isDocumented('a'.repeat(length))).toBe(length <= 128);
  });

  it('has a unique ID for every operation', () => {
    const ids = Object.values(paths).map(({ get }) => get.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe.each([masked, unmasked])('%s', (route) => {
  const responses = responsesOf(route);
  const withoutPath: readonly ProblemKind[] = ['no-such-route', 'method-not-allowed'];

  it.each(KINDS.filter(([kind]) => !withoutPath.includes(kind)))('documents the problem %s', (kind, { status }) => {
    expect(responses[status]?.description).toContain(`\`${kind}\``);
    expect(responses[status]?.content['application/problem+json']?.schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
  });

  it('documents exactly the statuses of success, of the problems and of the gateway', () => {
    const ours = KINDS.map(([, { status }]) => status).filter((status) => status !== 405);
    const all = new Set([200, 401, 403, ...ours].map(String));
    expect(Object.keys(responses).sort()).toEqual([...all].sort());
  });

  it("documents the gateway's own responses", () => {
    for (const status of [400, 401, 403, 404, 429, 500, 503]) {
      expect(responses[status]?.content['application/json']?.schema).toEqual({
        $ref: '#/components/schemas/GatewayMessage',
      });
    }
  });
});

it.each(['no-such-route', 'method-not-allowed'] as const)(
  'the description documents %s, which belongs to no path',
  (kind) => {
    expect(openapi.info.description).toContain(`\`${kind}\` (${PROBLEMS[kind].status})`);
  },
);

describe('a real response', () => {
  const NOW = Date.now();
  const SENT_AT = NOW - HOUR;
  const FULL = idOf(SENT_AT, 1);
  const BARE = idOf(SENT_AT, 2);

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(openapi, 'openapi');

  let world: InsightsWorld;
  beforeAll(async () => {
    world = await startInsightsWorld({
      messages: {
        [FULL]: messageOf(FULL, SENT_AT, [
          { type: 'SEND' },
          { after: 1, type: 'TELEPORTATION' },
          permanentBounce(4.5, 'smtp; 550 5.1.1 <alice@example.com>: Recipient address rejected'),
          {
            after: 9,
            type: 'COMPLAINT',
            details: { Complaint: { ComplaintSubType: 'OnAccountSuppressionList', ComplaintFeedbackType: 'abuse' } },
          },
        ]),
        [BARE]: { MessageId: BARE, Insights: [{ Events: [{}] }] },
      },
    });
  });
  afterAll(() => world.close());

  /** Asserts that the route's documentation has the status, headers, content type and body of the response. */
  function expectDocumented(route: string, { status, headers, body }: ApiAnswer): void {
    const { 'content-type': type = '', ...others } = headers;
    const response = responsesOf(route)[String(status)];
    const listed = Object.keys(response?.headers ?? {}).map((name) => name.toLowerCase());
    expect(listed).toEqual(expect.arrayContaining(Object.keys(others)));
    for (const [name, value] of Object.entries(others)) {
      const documented = Object.entries(components.headers).find(([other]) => other.toLowerCase() === name);
      expectValid(documented?.[1].schema, value);
    }
    expect(Object.keys(response?.content ?? {})).toContain(type);
    expectValid(withinDocument(response?.content[type]?.schema), body);
  }

  function withinDocument(schema: object | undefined): object | undefined {
    return schema && '$ref' in schema ? { $ref: `openapi${schema.$ref}` } : schema;
  }

  function expectValid(schema: object | undefined, value: unknown): void {
    const validate = ajv.compile(schema ?? { not: {} });
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  }

  it.each<[string, 'masked' | 'unmasked', string, number, ProblemKind | null]>([
    ['a message with every detail', 'masked', FULL, 200, null],
    ['the same, unmasked', 'unmasked', FULL, 200, null],
    ['a message without any details', 'masked', BARE, 200, null],
    ['a message that is too new', 'masked', idOf(NOW, 3), 404, 'not-indexed-yet'],
    ['an unknown message', 'unmasked', 'nobody-knows-me', 404, 'unknown-message'],
    ['an invalid ID', 'masked', 'alice@example.com', 400, 'invalid-message-id'],
  ])('for %s (%s) is as documented', async (_, route, messageId, status, kind) => {
    const answer = await ask(world.api, eventOf(messageId, { route }));
    expect(answer.status).toBe(status);
    if (kind) expect(answer.body.type).toBe(problemType(kind));
    expectDocumented(ROUTES[route], answer);
  });

  it('for a message with every detail has all documented keys', async () => {
    const { body } = await ask(world.api, eventOf(FULL));
    const { MessageInsights, DestinationInsights, InsightsEvent } = components.schemas;
    expect(Object.keys(body).sort()).toEqual(Object.keys(MessageInsights.properties).sort());
    expect(Object.keys(body.insights[0]).sort()).toEqual(Object.keys(DestinationInsights.properties).sort());
    const { bounce, complaint } = InsightsEvent.properties.details.properties;
    const details = body.insights[0].events.map((event: { details?: object }) => event.details ?? {});
    expect(Object.keys(details[2].bounce)).toEqual(Object.keys(bounce.properties));
    expect(Object.keys(details[3].complaint)).toEqual(Object.keys(complaint.properties));
  });

  it('for the document is the document', async () => {
    const answer = await ask(world.api, eventOf('', { route: 'openapi' }));
    expect(answer.body).toEqual(openapi);
    expectDocumented(document, answer);
  });

  it.each([
    ['an additional key', { ...someProblem(), secret: 1 }],
    ['an unknown type', { ...someProblem(), type: 'about:blank' }],
    ['no detail', { ...someProblem(), detail: undefined }],
    ['an invalid time', { ...someProblem(), sentAt: 'yesterday' }],
  ])('with %s is rejected', (_, body) => {
    const schema = { $ref: 'openapi#/components/schemas/Problem' };
    expectValid(schema, someProblem());
    expect(ajv.validate(schema, JSON.parse(JSON.stringify(body)))).toBe(false);
  });
});

function someProblem() {
  const kind = 'unknown-message';
  return { type: problemType(kind), ...PROBLEMS[kind], detail: 'No.', requestId: 'request-1', sentAt: null };
}
