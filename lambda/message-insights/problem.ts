/**
 * Every unsuccessful response, in the form of RFC 9457: https://www.rfc-editor.org/rfc/rfc9457
 *
 * Considered and rejected: http-problem-details and the middlewares for hono and express. They add mappers and
 * frameworks, and this code needs one object.
 */
/** The kinds of problems. Each kind has a status, and a title for all problems of the kind. */
export const PROBLEMS = {
  'invalid-message-id': { status: 400, title: 'The message ID is not valid.' },
  'invalid-request': { status: 400, title: 'The request is not valid.' },
  'nameless-caller': { status: 403, title: 'Only a caller with a name can search or read personal data.' },
  'no-such-route': { status: 404, title: 'This path does not exist.' },
  'vdm-off': {
    status: 404,
    title: 'SES does not record single messages, because Virtual Deliverability Manager is off.',
  },
  'other-region': { status: 404, title: 'The message was probably sent from another Region.' },
  'past-retention': { status: 404, title: 'The message is probably older than the retention of SES.' },
  'not-indexed-yet': { status: 404, title: 'The message is probably too new for SES to report on it.' },
  'unknown-message': { status: 404, title: 'SES does not know this message.' },
  'unknown-search': { status: 404, title: 'This caller has no search or breakdown with this ID.' },
  'method-not-allowed': { status: 405, title: 'This path does not have this method.' },
  'result-too-large': { status: 422, title: 'The result of the search is too large to read.' },
  'budget-spent': { status: 429, title: 'Too many look-ups: SES allows one call a second.' },
  'searches-spent': { status: 429, title: 'Too many searches run at the moment.' },
  'internal-error': { status: 500, title: 'The request failed because of an error in this API.' },
  'ses-failed': { status: 502, title: 'SES returned no usable response.' },
  'result-unreadable': { status: 502, title: 'SES returned a result that this API cannot read.' },
  'ses-throttled': { status: 503, title: 'SES throttles calls at the moment.' },
  'search-unavailable': { status: 503, title: 'Searches are not available at the moment.' },
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
  /** The methods of the path. */
  readonly allowedMethods?: readonly string[];
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

/** Returns the problem of a request that the caller must change. */
export function invalidRequest(detail: string): Problem {
  return new Problem('invalid-request', detail);
}

/**
 * Returns a function that throws an error again. To a problem `vdm-off`, it adds what SES does without Virtual
 * Deliverability Manager.
 */
export function addToVdmOff(sentence: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Problem) || error.kind !== 'vdm-off') throw error;
    throw new Problem('vdm-off', `${error.message} ${sentence}`);
  };
}
