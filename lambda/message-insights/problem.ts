/**
 * Every unsuccessful response, in the form of RFC 9457: https://www.rfc-editor.org/rfc/rfc9457
 *
 * Considered and rejected: http-problem-details and the middlewares for hono and express. They add mappers and
 * frameworks, and this code needs one object.
 */
import { SesFailure, type SesFailureKind } from '../shared/ses-failure';
import { BudgetSpent, LookUpInProgress } from './failures';

/** The kinds of problems. Each kind has a status, and a title for all problems of the kind. */
export const PROBLEMS = {
  'invalid-message-id': { status: 400, title: 'The message ID is not valid.' },
  'nameless-caller': { status: 403, title: 'Only a caller with a name can read personal data.' },
  'no-such-route': { status: 404, title: 'This path does not exist.' },
  'vdm-off': {
    status: 404,
    title: 'SES does not record single messages, because Virtual Deliverability Manager is off.',
  },
  'other-region': { status: 404, title: 'The message was probably sent from another Region.' },
  'past-retention': { status: 404, title: 'The message is probably older than the retention of SES.' },
  'not-indexed-yet': { status: 404, title: 'The message is probably too new for SES to report on it.' },
  'unknown-message': { status: 404, title: 'SES does not know this message.' },
  'method-not-allowed': { status: 405, title: 'Only GET is allowed.' },
  'budget-spent': { status: 429, title: 'Too many look-ups: SES allows one call a second.' },
  'internal-error': { status: 500, title: 'The look-up failed because of an error in this API.' },
  'ses-failed': { status: 502, title: 'SES returned no usable response.' },
  'ses-throttled': { status: 503, title: 'SES throttles calls at the moment.' },
  'ses-timed-out': { status: 504, title: 'SES did not respond in time.' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemKind = keyof typeof PROBLEMS;

/** Returns a problem's `type`, by which programs distinguish kinds. The URI is a name, not a link. */
export function problemType(kind: ProblemKind): string {
  return `tag:ses-metrics-exporter,2026:${kind}`;
}

/** The additional members of a problem, which programs read. */
export interface ProblemMembers {
  /** Seconds after which a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** Decoded from the message ID; null if it cannot be decoded. */
  readonly sentAt?: string | null;
  readonly sendingRegion?: string | null;
  /** Possible causes, where the actual one is unknown. */
  readonly possibleCauses?: readonly string[];
}

/** An unsuccessful response. The message says what happened and what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly members: ProblemMembers = {},
    /** Seconds since SES responded that it has no record of the message. Undefined for other problems. */
    readonly ageSeconds?: number,
  ) {
    super(detail);
  }
}

const SES_PROBLEMS: Readonly<Record<SesFailureKind, (failure: SesFailure) => Problem>> = {
  throttled: () =>
    new Problem(
      'ses-throttled',
      'Another program in this account uses the one call a second that SES allows. Retry in a few seconds. If the problem persists, find out what calls GetMessageInsights.',
      { retryAfterSeconds: 5 },
    ),
  'timed-out': () =>
    new Problem(
      'ses-timed-out',
      'SES did not respond within 5 seconds. Retry. If the problem persists, see the AWS Health Dashboard.',
    ),
  refused: () =>
    new Problem(
      'invalid-message-id',
      'SES rejects this message ID. Copy it from the response of SendEmail or from the header "Message-ID" of the mail.',
    ),
  failed: (failure) =>
    new Problem(
      'ses-failed',
      `The call to SES failed: ${failure.message}. ${ADVICE.find(([name]) => name.test(failure.errorName))?.[1]}`,
    ),
};

/** Advice by the name of the error. The first match applies. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /AccessDenied|NotAuthorized/i,
    "Allow the function's role the action ses:GetMessageInsights, and check whether the role was changed.",
  ],
  [/Token|Credential|Signature|UnrecognizedClient/i, 'The AWS credentials are invalid or have expired: renew them.'],
  [
    /^(SyntaxError|UnexpectedAnswer)$/,
    'The response is not in the form of SES. Retry. If the problem persists, find out what responds instead of SES.',
  ],
  [
    /^E[A-Z_]+$/,
    'SES could not be reached. Retry. If the problem persists, check the network, and whether SES is available in the Region.',
  ],
  [/^/, 'Retry. If the problem persists, see the AWS Health Dashboard.'],
];

/** After this time, the other look-up has usually finished. */
const IN_PROGRESS_RETRY_SECONDS = 2;

/** Returns the problem that a caller gets for an error. */
export function toProblem(error: unknown, now: number): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BudgetSpent) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.retryAt - now) / 1000));
    const reserved = error.retryAt < error.freeAt ? ' A turn is reserved for you.' : '';
    const detail = `All look-ups of this account share one call to SES a second, and the next turns are taken. Retry in ${retryAfterSeconds} s.${reserved}`;
    return new Problem('budget-spent', detail, { retryAfterSeconds });
  }
  if (error instanceof LookUpInProgress) {
    const detail = `Another request is looking up this message, and SES has not responded yet. Retry in ${IN_PROGRESS_RETRY_SECONDS} s.`;
    return new Problem('budget-spent', detail, { retryAfterSeconds: IN_PROGRESS_RETRY_SECONDS });
  }
  if (error instanceof SesFailure) return SES_PROBLEMS[error.kind](error);
  return new Problem(
    'internal-error',
    'Report this error with the request ID. The log line with that ID has the stack trace.',
  );
}
