import { describe, expect, it } from '@jest/globals';
import { BudgetSpent, SesFailure, type SesFailureKind } from '../../../lambda/message-insights/failures';
import { PROBLEMS, Problem, type ProblemKind, problemType, toProblem } from '../../../lambda/message-insights/problem';
import { toProblemContent } from '../../../lambda/message-insights/response';
import { at, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');

const DOCUMENTED = {
  'invalid-message-id': 400,
  'nameless-caller': 403,
  'no-such-route': 404,
  'vdm-off': 404,
  'other-region': 404,
  'past-retention': 404,
  'not-indexed-yet': 404,
  'unknown-message': 404,
  'method-not-allowed': 405,
  'budget-spent': 429,
  'internal-error': 500,
  'ses-failed': 502,
  'ses-throttled': 503,
  'ses-timed-out': 504,
} satisfies Record<ProblemKind, number>;

const answerTo = (error: unknown) => toProblemContent(toProblem(error, NOW), 'request-1');

describe('every kind of problem', () => {
  it.each(Object.entries(DOCUMENTED) as [ProblemKind, number][])('%s is answered with %i', (kind, status) => {
    expect(answerTo(new Problem(kind, 'What happened.'))).toEqual({
      status,
      type: 'application/problem+json',
      body: {
        type: `tag:ses-metrics-exporter,2026:${kind}`,
        title: PROBLEMS[kind].title,
        status,
        detail: 'What happened.',
        requestId: 'request-1',
      },
      headers: kind === 'method-not-allowed' ? { allow: 'GET' } : {},
    });
  });

  it('is listed here', () => {
    expect(Object.keys(PROBLEMS)).toEqual(Object.keys(DOCUMENTED));
  });

  it('has a type that is a URI of its own', () => {
    const types = Object.keys(PROBLEMS).map((kind) => problemType(kind as ProblemKind));
    expect(new Set(types).size).toBe(types.length);
    for (const type of types) expect(new URL(type).protocol).toBe('tag:');
  });

  it('has a title of its own, which is a sentence', () => {
    const titles = Object.values(PROBLEMS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(title).toMatch(/^[A-Z].*\.$/);
  });
});

it('a problem stays as it is', () => {
  const problem = new Problem('other-region', 'Look there.', { sendingRegion: 'us-east-1' });
  expect(toProblem(problem, NOW)).toBe(problem);
});

it('what a problem tells programs stands beside its sentence', () => {
  const members = { sentAt: null, sendingRegion: null, possibleCauses: ['this', 'that'] };
  expect(answerTo(new Problem('unknown-message', 'No.', members)).body).toMatchObject(members);
});

describe('a budget that is spent', () => {
  it.each([
    ['a turn in the past', -5 * SECOND, 1],
    ['a turn now', 0, 1],
    ['a turn in a moment', 1, 1],
    ['a turn in a second', SECOND, 1],
    ['a turn in a little more than a second', SECOND + 1, 2],
    ['a turn in 5.5 seconds', 5.5 * SECOND, 6],
  ])('with %s (%i ms): ask again after %i s', (_, wait, seconds) => {
    const { status, headers, body } = answerTo(new BudgetSpent(NOW + wait));
    expect(status).toBe(429);
    expect(headers).toEqual({ 'retry-after': String(seconds) });
    expect(body).toMatchObject({
      type: problemType('budget-spent'),
      retryAfterSeconds: seconds,
      detail: expect.stringContaining(`Ask again in ${seconds} s.`),
    });
  });
});

it('a turn that is kept is told of, and when to come back so as not to miss it', () => {
  const { headers, body } = answerTo(new BudgetSpent(NOW + 7.5 * SECOND, NOW + 2.5 * SECOND));
  expect(headers).toEqual({ 'retry-after': '3' });
  expect(body).toMatchObject({ detail: expect.stringMatching(/Ask again in 3 s\. A turn is kept for you\.$/) });
});

describe('what to do about a failure of SES is that failure’s own', () => {
  it.each([
    ['AccessDeniedException', /ses:GetMessageInsights/],
    ['ExpiredTokenException', /credentials/],
    ['UnrecognizedClientException', /credentials/],
    ['InvalidSignatureException', /credentials/],
    ['CredentialsProviderError', /credentials/],
    ['SyntaxError', /no answer of SES/],
    ['UnexpectedAnswer', /no answer of SES/],
    ['ENOTFOUND', /not reached.*network/],
    ['ECONNREFUSED', /not reached.*network/],
    ['InternalServiceErrorException', /Health Dashboard/],
  ])('%s', (name, advice) => {
    const advices = [/ses:GetMessageInsights/, /credentials/, /no answer of SES/, /network/, /Health Dashboard/];
    const { message } = toProblem(new SesFailure('failed', name), NOW);
    expect(message).toMatch(advice);
    expect(advices.filter((other) => other.test(message))).toHaveLength(1);
  });
});

describe('a failure of SES', () => {
  it.each<[SesFailureKind, ProblemKind, RegExp, Record<string, string>]>([
    ['throttled', 'ses-throttled', /find out who calls GetMessageInsights/, { 'retry-after': '5' }],
    ['timed-out', 'ses-timed-out', /Ask again.*Health Dashboard/, {}],
    ['refused-id', 'invalid-message-id', /Copy it from/, {}],
    ['failed', 'ses-failed', /SomeException, HTTP status 418\. Ask again.*Health Dashboard/, {}],
  ])('%s is the problem %s', (failure, kind, detail, headers) => {
    const answer = answerTo(new SesFailure(failure, 'SomeException', 418));
    expect(answer).toMatchObject({ status: PROBLEMS[kind].status, headers });
    expect(answer.body).toMatchObject({ type: problemType(kind), detail: expect.stringMatching(detail) });
  });

  it('without a status names the error alone', () => {
    expect(toProblem(new SesFailure('failed', 'ECONNREFUSED'), NOW).message).toMatch(
      /^SES answered with ECONNREFUSED\./,
    );
  });
});

describe('anything else is a fault of ours, and its words stay with us', () => {
  it.each([
    ['an error', new Error('SECRET')],
    ['an error that looks like a problem', Object.assign(new Error('SECRET'), { name: 'Problem', kind: 'vdm-off' })],
    ['an error with a cause', new TypeError('SECRET', { cause: new Error('SECRET') })],
    ['a text', 'SECRET'],
    ['an object', { message: 'SECRET' }],
    ['null', null],
    ['nothing', undefined],
  ])('%s', (_, error) => {
    const answer = answerTo(error);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ type: problemType('internal-error'), requestId: 'request-1' });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });
});
