/** The OpenAPI document compared with the code, and real responses validated against the document. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { ROUTES, type RouteName } from '../../../lambda/message-insights/contract';
import { STATUSES } from '../../../lambda/message-insights/insights';
import openapi from '../../../lambda/message-insights/look-ups.openapi.json';
import { PROBLEMS, type ProblemKind, problemType } from '../../../lambda/message-insights/problem';
import {
  type ApiAnswer,
  ask,
  eventOf,
  type InsightsWorld,
  idOf,
  requestOf,
  startInsightsWorld,
} from '../../support/insights-world';
import { messageOf, permanentBounce } from '../../support/messages';
import { onlyMessageId } from '../../support/only-message-id';
import { many } from '../../support/planted-mail';
import { HOUR, MINUTE } from '../../support/world';

const { paths, components } = openapi;
const DOCUMENTED = Object.values(ROUTES).filter((route) => /^(GET|POST) /.test(route));
const OF_GATEWAY = [400, 401, 403, 404, 429, 500, 503];
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

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref: string }[];
  readonly responses: Readonly<Record<string, object>>;
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => [
      `${method.toUpperCase()} ${path}`,
      operation as Operation,
    ]),
  ),
);

function operationOf(route: string): Operation {
  const operation = OPERATIONS.get(route);
  if (!operation) throw new Error(`${route} is not documented`);
  return operation;
}

/** Returns the documented responses of a route, by status. */
function responsesOf(route: string): Record<string, DocumentedResponse> {
  const responses = Object.entries(operationOf(route).responses).map(([status, response]) => [
    status,
    '$ref' in response ? resolve(response.$ref as string) : response,
  ]);
  return Object.fromEntries(responses);
}

describe('the document', () => {
  it('has exactly the GET and POST routes', () => {
    expect([...OPERATIONS.keys()]).toEqual(DOCUMENTED);
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

  it.each(DOCUMENTED)('%s has exactly its path parameters', (route) => {
    const inPath = (operationOf(route).parameters ?? [])
      .map(({ $ref }) => resolve($ref) as { name: string; in: string })
      .filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(route.match(/\{\w+\}/g) ?? []);
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
    const ids = [...OPERATIONS.values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const OF_SES: readonly ProblemKind[] = ['internal-error', 'ses-failed', 'ses-throttled', 'ses-timed-out'];
const OF_LOOK_UPS: readonly ProblemKind[] = [
  ...OF_SES,
  'invalid-message-id',
  'nameless-caller',
  'vdm-off',
  'other-region',
  'past-retention',
  'not-indexed-yet',
  'unknown-message',
  'budget-spent',
];
const OF_STARTS: readonly ProblemKind[] = [
  ...OF_SES,
  'invalid-request',
  'nameless-caller',
  'vdm-off',
  'searches-spent',
  'search-unavailable',
];
const OF_RESULTS: readonly ProblemKind[] = [
  ...OF_SES,
  'invalid-request',
  'nameless-caller',
  'vdm-off',
  'unknown-search',
  'result-too-large',
  'result-unreadable',
  'search-unavailable',
];

/** The problems of each route, and the statuses of success. */
const EXPECTED: Readonly<Record<string, readonly [success: number, kinds: readonly ProblemKind[]]>> = {
  [ROUTES.masked]: [200, OF_LOOK_UPS],
  [ROUTES.unmasked]: [200, OF_LOOK_UPS],
  [ROUTES.recipient]: [200, [...OF_SES, 'invalid-request', 'budget-spent']],
  [ROUTES.startSearch]: [202, OF_STARTS],
  [ROUTES.search]: [200, OF_RESULTS],
  [ROUTES.startUnmaskedSearch]: [202, OF_STARTS],
  [ROUTES.unmaskedSearch]: [200, OF_RESULTS],
  [ROUTES.startBreakdown]: [202, OF_STARTS],
  [ROUTES.breakdown]: [200, OF_RESULTS],
  [ROUTES.openapi]: [200, ['internal-error']],
};

it('every problem belongs to a route, except for two', () => {
  const documented = new Set(Object.values(EXPECTED).flatMap(([, kinds]) => kinds));
  const others = KINDS.map(([kind]) => kind).filter((kind) => !documented.has(kind));
  expect(others).toEqual(['no-such-route', 'method-not-allowed']);
});

describe.each(DOCUMENTED)('%s', (route) => {
  const responses = responsesOf(route);
  const [success, kinds] = EXPECTED[route] ?? [0, []];

  it('documents exactly its problems, each with its status', () => {
    const found = KINDS.filter(([kind, { status }]) => responses[status]?.description.includes(`\`${kind}\``));
    expect(found.map(([kind]) => kind).sort()).toEqual([...kinds].sort());
    for (const [, { status }] of found) {
      expect(responses[status]?.content['application/problem+json']?.schema).toEqual({
        $ref: '#/components/schemas/Problem',
      });
    }
  });

  it('documents exactly the statuses of success, of the problems and of the gateway', () => {
    const ours = kinds.map((kind) => PROBLEMS[kind].status);
    expect(Object.keys(responses).map(Number)).toEqual([...new Set([success, ...ours, ...OF_GATEWAY])].sort());
  });

  it("documents the gateway's own responses", () => {
    for (const status of OF_GATEWAY) {
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
  const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT, engagementEvent: 'OPEN', engagementEventAt: NOW };

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
      mail: [...many(9, at), { messageId: BARE, sentAt: SENT_AT }],
      suppressed: { 'alice@example.com': { reason: 'BOUNCE', since: SENT_AT, messageId: FULL } },
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

  type Pair = readonly [start: RouteName, result: RouteName];
  const SEARCH: Pair = ['startSearch', 'search'];
  const UNMASKED: Pair = ['startUnmaskedSearch', 'unmaskedSearch'];

  it.each<[string, Pair, object, string]>([
    ['every row', SEARCH, { since: '2h' }, 'rows'],
    ['every row, unmasked', UNMASKED, { since: '2h' }, 'rows'],
    ['a sample', SEARCH, { since: '2h', limit: 3 }, 'note'],
    ['a wildcard that finds nobody', SEARCH, { subject: 'Nothing*' }, 'note'],
    ['a preset', SEARCH, { preset: 'bouncing', since: '2h' }, 'groups'],
    ['a breakdown', ['startBreakdown', 'breakdown'], { by: 'isp', days: 2 }, 'total'],
  ])('for a search (%s) is as documented when it starts, runs and ends', async (_, [start, result], body, key) => {
    world.ahead += MINUTE;
    const started = await ask(world.api, requestOf(start, { body }));
    expect(started.status).toBe(202);
    expectDocumented(ROUTES[start], started);
    const poll = () => ask(world.api, requestOf(result, { id: started.body.id }));
    const running = await poll();
    expect(running.body.state).toBe('running');
    expectDocumented(ROUTES[result], running);
    world.ahead += 10_000;
    const done = await poll();
    expect(done.body).toMatchObject({ state: 'done', [key]: expect.anything() });
    expectDocumented(ROUTES[result], done);
  });

  it.each<[string, RouteName, Parameters<typeof requestOf>[1], number, ProblemKind | null]>([
    ['a suppressed recipient', 'recipient', { body: { address: 'alice@example.com' } }, 200, null],
    ['another recipient', 'recipient', { body: { address: 'Bob@example.com' } }, 200, null],
    ['an invalid recipient', 'recipient', { body: {} }, 400, 'invalid-request'],
    ['an invalid search', 'startSearch', { body: '{' }, 400, 'invalid-request'],
    ['an invalid breakdown', 'startBreakdown', { body: { by: 'mood' } }, 400, 'invalid-request'],
    ['a caller without a name', 'startUnmaskedSearch', { body: {}, caller: null }, 403, 'nameless-caller'],
    ['an unknown search', 'search', { id: 'a'.repeat(32) }, 404, 'unknown-search'],
    ['an unknown breakdown', 'breakdown', { id: 'a'.repeat(32) }, 404, 'unknown-search'],
  ])('for %s is as documented', async (_, route, options, status, kind) => {
    world.ahead += MINUTE;
    const answer = await ask(world.api, requestOf(route, options));
    expect(answer.status).toBe(status);
    if (kind) expect(answer.body.type).toBe(problemType(kind));
    expectDocumented(ROUTES[route], answer);
  });

  it('for the document is the document', async () => {
    const answer = await ask(world.api, eventOf('', { route: 'openapi' }));
    expect(answer.body).toEqual(openapi);
    expectDocumented(ROUTES.openapi, answer);
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
