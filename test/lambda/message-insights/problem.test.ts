import { describe, expect, it } from '@jest/globals';
import type { RouteName } from '../../../lambda/message-insights/contract';
import { toProblem } from '../../../lambda/message-insights/error-problems';
import { BudgetSpent } from '../../../lambda/message-insights/failures';
import { PROBLEMS, Problem, type ProblemKind, problemType } from '../../../lambda/message-insights/problem';
import { toProblemContent } from '../../../lambda/message-insights/response';
import { NoSlot, SlotsUnavailable, UnreadableFile } from '../../../lambda/shared/export-jobs/job-failures';
import { SesFailure, type SesFailureKind } from '../../../lambda/shared/ses-failure';
import { at, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');

const DOCUMENTED = {
  'invalid-message-id': 400,
  'invalid-request': 400,
  'nameless-caller': 403,
  'no-such-route': 404,
  'vdm-off': 404,
  'other-region': 404,
  'past-retention': 404,
  'not-indexed-yet': 404,
  'unknown-message': 404,
  'unknown-search': 404,
  'method-not-allowed': 405,
  'result-too-large': 422,
  'budget-spent': 429,
  'searches-spent': 429,
  'internal-error': 500,
  'ses-failed': 502,
  'result-unreadable': 502,
  'ses-throttled': 503,
  'search-unavailable': 503,
  'ses-timed-out': 504,
} satisfies Record<ProblemKind, number>;

const answerTo = (error: unknown) => toProblemContent(toProblem(error, NOW), 'request-1');

describe('every kind of problem', () => {
  it.each(Object.entries(DOCUMENTED) as [ProblemKind, number][])('%s has the status %i', (kind, status) => {
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
      headers: {},
    });
  });

  it('is listed here', () => {
    expect(Object.keys(PROBLEMS)).toEqual(Object.keys(DOCUMENTED));
  });

  it('has its own URI as its type', () => {
    const types = Object.keys(PROBLEMS).map((kind) => problemType(kind as ProblemKind));
    expect(new Set(types).size).toBe(types.length);
    for (const type of types) expect(new URL(type).protocol).toBe('tag:');
  });

  it('has its own title, which is a sentence', () => {
    const titles = Object.values(PROBLEMS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(title).toMatch(/^[A-Z].*\.$/);
  });
});

it('a problem stays unchanged', () => {
  const problem = new Problem('other-region', 'Look there.', { sendingRegion: 'us-east-1' });
  expect(toProblem(problem, NOW)).toBe(problem);
});

it('a wrong method has the allowed ones, also as a header', () => {
  const allowedMethods = ['GET', 'POST'];
  const { headers, body } = answerTo(new Problem('method-not-allowed', 'Use GET.', { allowedMethods }));
  expect([headers, body]).toMatchObject([{ allow: 'GET, POST' }, { allowedMethods }]);
});

it('the members of a problem for programs are in the body', () => {
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
  ])('with %s (%i ms): retry after %i s', (_, wait, seconds) => {
    const { status, headers, body } = answerTo(new BudgetSpent(NOW + wait));
    expect(status).toBe(429);
    expect(headers).toEqual({ 'retry-after': String(seconds) });
    expect(body).toMatchObject({
      type: problemType('budget-spent'),
      retryAfterSeconds: seconds,
      detail: expect.stringContaining(`Retry in ${seconds} s.`),
    });
  });
});

it('a reserved turn is announced, with the time to retry', () => {
  const { headers, body } = answerTo(new BudgetSpent(NOW + 7.5 * SECOND, NOW + 2.5 * SECOND));
  expect(headers).toEqual({ 'retry-after': '3' });
  expect(body).toMatchObject({ detail: expect.stringMatching(/Retry in 3 s\. A turn is reserved for you\.$/) });
});

describe('every failure of SES has its own advice', () => {
  it.each([
    ['AccessDeniedException', /ses:GetMessageInsights/],
    ['ExpiredTokenException', /credentials/],
    ['UnrecognizedClientException', /credentials/],
    ['InvalidSignatureException', /credentials/],
    ['CredentialsProviderError', /credentials/],
    ['SyntaxError', /not in the form of SES/],
    ['UnexpectedAnswer', /not in the form of SES/],
    ['ENOTFOUND', /could not be reached.*network/],
    ['ECONNREFUSED', /could not be reached.*network/],
    ['InternalServiceErrorException', /Health Dashboard/],
  ])('%s', (name, advice) => {
    const advices = [/ses:GetMessageInsights/, /credentials/, /not in the form of SES/, /network/, /Health Dashboard/];
    const { message } = toProblem(new SesFailure('failed', name), NOW);
    expect(message).toMatch(advice);
    expect(advices.filter((other) => other.test(message))).toHaveLength(1);
  });
});

describe('a failure of SES', () => {
  it.each<[SesFailureKind, ProblemKind, RegExp, Record<string, string>]>([
    ['throttled', 'ses-throttled', /find out what calls GetMessageInsights/, { 'retry-after': '5' }],
    ['timed-out', 'ses-timed-out', /Retry.*Health Dashboard/, {}],
    ['refused', 'invalid-message-id', /Copy it from/, {}],
    ['failed', 'ses-failed', /SomeException, HTTP status 418\. Retry.*Health Dashboard/, {}],
  ])('%s is the problem %s', (failure, kind, detail, headers) => {
    const answer = answerTo(new SesFailure(failure, 'SomeException', 418));
    expect(answer).toMatchObject({ status: PROBLEMS[kind].status, headers });
    expect(answer.body).toMatchObject({ type: problemType(kind), detail: expect.stringMatching(detail) });
  });

  it('without a status names only the error', () => {
    expect(toProblem(new SesFailure('failed', 'ECONNREFUSED'), NOW).message).toMatch(
      /^The call to SES failed: ECONNREFUSED\./,
    );
  });
});

describe('the advice about a failure of SES names the calls of the route', () => {
  it.each<[RouteName, RegExp]>([
    ['masked', /ses:GetMessageInsights/],
    ['unmasked', /ses:GetMessageInsights/],
    ['recipient', /ses:GetSuppressedDestination/],
    ['startSearch', /ses:CreateExportJob/],
    ['search', /ses:GetExportJob/],
    ['startUnmaskedSearch', /ses:CreateExportJob/],
    ['unmaskedSearch', /ses:GetExportJob/],
    ['startBreakdown', /ses:BatchGetMetricData/],
    ['breakdown', /ses:BatchGetMetricData/],
  ])('%s', (route, action) => {
    expect(toProblem(new SesFailure('failed', 'AccessDeniedException'), NOW, route).message).toMatch(action);
    const kind = route === 'masked' || route === 'unmasked' ? 'invalid-message-id' : 'invalid-request';
    expect(toProblem(new SesFailure('refused', 'BadRequestException'), NOW, route).kind).toBe(kind);
  });
});

describe('an export job without a result', () => {
  it.each<[string, Error, ProblemKind, Record<string, string>]>([
    ['no slot is free', new NoSlot(NOW + 6.5 * SECOND), 'searches-spent', { 'retry-after': '7' }],
    ['a slot is free at once', new NoSlot(NOW - SECOND), 'searches-spent', { 'retry-after': '1' }],
    ['the table fails', new SlotsUnavailable(), 'search-unavailable', { 'retry-after': '5' }],
    ['the file is too large', new UnreadableFile('too-large'), 'result-too-large', {}],
    ['the file ends early', new UnreadableFile('truncated'), 'result-unreadable', {}],
    ['the file has another format', new UnreadableFile('foreign'), 'result-unreadable', {}],
  ])('because %s is a problem that says when to retry', (_, error, kind, headers) => {
    const answer = answerTo(error);
    expect(answer).toMatchObject({ status: PROBLEMS[kind].status, body: { type: problemType(kind) } });
    expect(answer.headers).toEqual(headers);
  });
});

describe('any other error is internal, and its message is not shown', () => {
  it.each([
    ['an error', new Error('SECRET')],
    ['an error that looks like a problem', Object.assign(new Error('SECRET'), { name: 'Problem', kind: 'vdm-off' })],
    ['an error with a cause', new TypeError('SECRET', { cause: new Error('SECRET') })],
    ['a string', 'SECRET'],
    ['an object', { message: 'SECRET' }],
    ['null', null],
    ['undefined', undefined],
  ])('%s', (_, error) => {
    const answer = answerTo(error);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ type: problemType('internal-error'), requestId: 'request-1' });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });
});
