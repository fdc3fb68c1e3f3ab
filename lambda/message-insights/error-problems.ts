/** The problems that callers get for the errors of this API and of SES. */
import { NoSlot, SlotsUnavailable, UnreadableFile } from '../shared/export-jobs/job-failures';
import { SesFailure, type SesFailureKind } from '../shared/ses-failure';
import type { RouteName } from './contract';
import { BudgetSpent, LookUpInProgress } from './failures';
import { Problem } from './problem';

/** What a route calls SES for. */
interface Topic {
  /** The calls that the advice names. */
  readonly calls: string;
  /** The IAM actions of these calls. */
  readonly actions: string;
  readonly refused: Problem;
}

const MESSAGE: Topic = {
  calls: 'GetMessageInsights',
  actions: 'the action ses:GetMessageInsights',
  refused: new Problem(
    'invalid-message-id',
    'SES rejects this message ID. Copy it from the response of SendEmail or from the header "Message-ID" of the mail.',
  ),
};

const SEARCH: Topic = {
  calls: 'CreateExportJob or GetExportJob',
  actions: 'the actions ses:CreateExportJob and ses:GetExportJob',
  refused: new Problem(
    'invalid-request',
    'SES rejects the filters of this search. Check the addresses and the spelling of the provider, or leave filters out. If SES rejects every search, check whether Virtual Deliverability Manager is on.',
  ),
};

const RECIPIENT: Topic = {
  calls: 'GetSuppressedDestination',
  actions: 'the action ses:GetSuppressedDestination',
  refused: new Problem('invalid-request', 'SES rejects this address. Check its spelling.'),
};

const BREAKDOWN: Topic = {
  calls: 'CreateExportJob or BatchGetMetricData',
  actions: 'the actions ses:CreateExportJob, ses:GetExportJob and ses:BatchGetMetricData',
  refused: new Problem('invalid-request', 'SES rejects this breakdown. Choose fewer days, or another property.'),
};

const TOPICS: Readonly<Partial<Record<RouteName, Topic>>> = {
  recipient: RECIPIENT,
  startSearch: SEARCH,
  search: SEARCH,
  startUnmaskedSearch: SEARCH,
  unmaskedSearch: SEARCH,
  startBreakdown: BREAKDOWN,
  breakdown: BREAKDOWN,
};

const SES_PROBLEMS: Readonly<Record<SesFailureKind, (failure: SesFailure, topic: Topic) => Problem>> = {
  throttled: (_, { calls }) =>
    new Problem(
      'ses-throttled',
      `Another program in this account uses the one call a second that SES allows. Retry in a few seconds. If the problem persists, find out what calls ${calls}.`,
      { retryAfterSeconds: 5 },
    ),
  'timed-out': ({ errorName }) =>
    new Problem(
      'ses-timed-out',
      errorName === 'DownloadTimedOut'
        ? 'The file of SES did not arrive within 15 seconds. Retry. If the problem persists, search a shorter time, or set a smaller "limit".'
        : 'SES did not respond within 5 seconds. Retry. If the problem persists, see the AWS Health Dashboard.',
    ),
  refused: (_, { refused }) => refused,
  failed: (failure, { actions }) =>
    new Problem(
      'ses-failed',
      `The call to SES failed: ${failure.message}. ${ADVICE.find(([name]) => name.test(failure.errorName))?.[1](actions)}`,
    ),
};

/** Advice by the name of the error. The first match applies. */
const ADVICE: readonly (readonly [RegExp, (actions: string) => string])[] = [
  [
    /AccessDenied|NotAuthorized/i,
    (actions) => `Allow the function's role ${actions}, and check whether the role was changed.`,
  ],
  [
    /Token|Credential|Signature|UnrecognizedClient/i,
    () => 'The AWS credentials are invalid or have expired: renew them.',
  ],
  [
    /^(SyntaxError|UnexpectedAnswer)$/,
    () =>
      'The response is not in the form of SES. Retry. If the problem persists, find out what responds instead of SES.',
  ],
  [
    /^E[A-Z_]+$/,
    () =>
      'SES could not be reached. Retry. If the problem persists, check the network, and whether SES is available in the Region.',
  ],
  [/^/, () => 'Retry. If the problem persists, see the AWS Health Dashboard.'],
];

/** After this time, the other look-up has usually finished. */
const IN_PROGRESS_RETRY_SECONDS = 2;

/** After this time, the table often works again. */
const TABLE_RETRY_SECONDS = 5;

const UNREADABLE_FILES: Readonly<Record<UnreadableFile['reason'], Problem>> = {
  'too-large': new Problem(
    'result-too-large',
    'The file of SES is larger than this API can read. Search a shorter time range, add filters, or set a smaller "limit".',
  ),
  truncated: new Problem(
    'result-unreadable',
    'The file of SES ended early. Retry. If the problem persists, search again.',
  ),
  foreign: new Problem(
    'result-unreadable',
    'The file of SES has a format that this API does not know. Search again. If the problem persists, report it: SES may have changed the format.',
  ),
};

/** Returns the problem that the caller of a route gets for an error. */
export function toProblem(error: unknown, now: number, route: RouteName = 'masked'): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BudgetSpent) {
    const retryAfterSeconds = secondsUntil(error.retryAt, now);
    const reserved = error.retryAt < error.freeAt ? ' A turn is reserved for you.' : '';
    const detail = `All look-ups of this account share one call to SES a second, and the next turns are taken. Retry in ${retryAfterSeconds} s.${reserved}`;
    return new Problem('budget-spent', detail, { retryAfterSeconds });
  }
  if (error instanceof LookUpInProgress) {
    const detail = `Another request is looking up this message, and SES has not responded yet. Retry in ${IN_PROGRESS_RETRY_SECONDS} s.`;
    return new Problem('budget-spent', detail, { retryAfterSeconds: IN_PROGRESS_RETRY_SECONDS });
  }
  if (error instanceof NoSlot) {
    const retryAfterSeconds = secondsUntil(error.retryAt, now);
    const detail = `All searches of this account share two export jobs of SES, and none is free. Retry in ${retryAfterSeconds} s.`;
    return new Problem('searches-spent', detail, { retryAfterSeconds });
  }
  if (error instanceof SlotsUnavailable) return searchUnavailable();
  if (error instanceof UnreadableFile) return UNREADABLE_FILES[error.reason];
  if (error instanceof SesFailure) return SES_PROBLEMS[error.kind](error, TOPICS[route] ?? MESSAGE);
  return new Problem(
    'internal-error',
    'Report this error with the request ID. The log line with that ID has the stack trace.',
  );
}

/** Returns the problem of a search while the table fails. */
export function searchUnavailable(): Problem {
  const detail = `The table that stores the searches does not respond correctly. Retry in ${TABLE_RETRY_SECONDS} s. If the problem persists, see the metrics of the table.`;
  return new Problem('search-unavailable', detail, { retryAfterSeconds: TABLE_RETRY_SECONDS });
}

function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}
