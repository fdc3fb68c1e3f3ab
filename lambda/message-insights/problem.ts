/**
 * Everything but success, as RFC 9457 tells it: https://www.rfc-editor.org/rfc/rfc9457
 *
 * Looked at, and why not: http-problem-details and the middlewares for hono and express bring mappers and frameworks for
 * what is one object here.
 */
import { AskedAlready, BudgetSpent, SesFailure, type SesFailureKind } from './failures';

/** Every kind of problem: its status, and one sentence that holds for all of its kind. */
export const PROBLEMS = {
  'invalid-message-id': { status: 400, title: 'This is not the id of a message.' },
  'nameless-caller': { status: 403, title: 'Personal data is for callers with a name.' },
  'no-such-route': { status: 404, title: 'There is nothing at this path.' },
  'vdm-off': {
    status: 404,
    title: 'SES records nothing about single messages: Virtual Deliverability Manager is off.',
  },
  'other-region': { status: 404, title: 'The message seems to have been sent from another Region.' },
  'past-retention': { status: 404, title: 'The message seems to be older than what SES keeps.' },
  'not-indexed-yet': { status: 404, title: 'The message seems to be too new for SES to tell of it.' },
  'unknown-message': { status: 404, title: 'SES does not know this message.' },
  'method-not-allowed': { status: 405, title: 'Messages can only be looked up, with GET.' },
  'budget-spent': { status: 429, title: 'Too many look-ups at the moment: SES answers one a second.' },
  'internal-error': { status: 500, title: 'The look-up failed by a fault of its own.' },
  'ses-failed': { status: 502, title: 'SES gave no usable answer.' },
  'ses-throttled': { status: 503, title: 'SES refuses more calls at the moment.' },
  'ses-timed-out': { status: 504, title: 'SES did not answer in time.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** A problem's `type`: what programs tell kinds apart by. It names, and leads nowhere. */
export function problemType(kind: ProblemKind): string {
  return `tag:ses-metrics-exporter,2026:${kind}`;
}

/** What a problem may tell programs beside its sentence. */
export interface ProblemMembers {
  /** Seconds after which asking again may help. */
  readonly retryAfterSeconds?: number;
  /** As read from the id; null when it cannot be read. */
  readonly sentAt?: string | null;
  readonly sendingRegion?: string | null;
  /** What may have happened, where the code cannot know. */
  readonly possibleCauses?: readonly string[];
}

/** An answer that is no success. The message is for a tired person: what happened, and what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly members: ProblemMembers = {},
    /** Seconds since SES said so; undefined: it was not asked, or just now. */
    readonly ageSeconds?: number,
  ) {
    super(detail);
  }
}

const SES_PROBLEMS: Readonly<Record<SesFailureKind, (failure: SesFailure) => Problem>> = {
  throttled: () =>
    new Problem(
      'ses-throttled',
      'Something else in this account uses up the one call a second that SES grants. Ask again in a few seconds; if this lasts, find out who calls GetMessageInsights.',
      { retryAfterSeconds: 5 },
    ),
  'timed-out': () =>
    new Problem(
      'ses-timed-out',
      'SES took longer than its 5 seconds. Ask again; if this lasts, look at the AWS Health Dashboard.',
    ),
  'refused-id': () =>
    new Problem(
      'invalid-message-id',
      'SES refuses this id. Copy it from the answer of SendEmail or from the header "Message-ID" of the mail.',
    ),
  failed: (failure) =>
    new Problem(
      'ses-failed',
      `SES answered with ${failure.message}. ${ADVICE.find(([name]) => name.test(failure.errorName))?.[1]}`,
    ),
};

/** What to do about an error, by its name; the first that fits. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized/i, "Allow the caller of SES ses:GetMessageInsights; was the function's role changed?"],
  [/Token|Credential|Signature|UnrecognizedClient/i, 'The AWS credentials are not valid or have expired: renew them.'],
  [
    /^(SyntaxError|UnexpectedAnswer)$/,
    'This is no answer of SES. Ask again; if this lasts, find out what answers instead.',
  ],
  [/^E[A-Z_]+$/, 'SES was not reached. Ask again; if this lasts, check the network, and whether the Region has SES.'],
  [/^/, 'Ask again; if this lasts, look at the AWS Health Dashboard.'],
];

/** By then the answer that somebody else waits for has mostly come. */
const ASKED_ALREADY_SECONDS = 2;

/** What a caller is told of any error. */
export function toProblem(error: unknown, now: number): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BudgetSpent) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.askAgainAt - now) / 1000));
    const kept = error.askAgainAt < error.freeAt ? ' A turn is kept for you.' : '';
    const detail = `All look-ups of this account share one call to SES a second, and the next ones are taken. Ask again in ${retryAfterSeconds} s.${kept}`;
    return new Problem('budget-spent', detail, { retryAfterSeconds });
  }
  if (error instanceof AskedAlready) {
    const detail = `Somebody else has just asked for this message, and SES has not answered yet. Ask again in ${ASKED_ALREADY_SECONDS} s.`;
    return new Problem('budget-spent', detail, { retryAfterSeconds: ASKED_ALREADY_SECONDS });
  }
  if (error instanceof SesFailure) return SES_PROBLEMS[error.kind](error);
  return new Problem('internal-error', 'Report this with the request id; the log line with it says where it happened.');
}
