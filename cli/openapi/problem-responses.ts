/** The unsuccessful responses of each kind of path. */
import { PROBLEMS, type ProblemKind } from '../../lambda/message-insights/problem';
import { GATEWAY_CONTENT, type HeaderName, headers, PROBLEM_CONTENT, ref } from './components';

/** The kinds of problems that do not belong to a path. */
export const WITHOUT_PATH: readonly ProblemKind[] = ['no-such-route', 'method-not-allowed'];

/** Problems of every path that calls SES. */
const SES_KINDS: readonly ProblemKind[] = ['internal-error', 'ses-failed', 'ses-throttled', 'ses-timed-out'];

/** The kinds of problems of each group of paths. */
const GROUPS = {
  LookUp: [
    'invalid-message-id',
    'nameless-caller',
    'vdm-off',
    'other-region',
    'past-retention',
    'not-indexed-yet',
    'unknown-message',
    'budget-spent',
    ...SES_KINDS,
  ],
  Recipient: ['invalid-request', 'budget-spent', ...SES_KINDS],
  Start: ['invalid-request', 'nameless-caller', 'vdm-off', 'searches-spent', 'search-unavailable', ...SES_KINDS],
  Result: [
    'invalid-request',
    'nameless-caller',
    'vdm-off',
    'unknown-search',
    'result-too-large',
    'result-unreadable',
    'search-unavailable',
    ...SES_KINDS,
  ],
  Document: ['internal-error'],
} as const satisfies Record<string, readonly ProblemKind[]>;

type Group = keyof typeof GROUPS;

interface StatusText {
  readonly name: string;
  /** What every response with this status means. `KINDS` becomes the kinds of problems. */
  readonly problem?: string | Partial<Record<Group, string>>;
  /** When API Gateway itself responds. */
  readonly gateway?: string;
  readonly headers?: readonly HeaderName[];
}

const STATUSES: Readonly<Record<number, StatusText>> = {
  400: {
    name: 'BadRequest',
    problem: {
      LookUp: 'The message ID is not valid (KINDS): SES was not called, or rejected it.',
      Recipient: 'The body is not valid (KINDS).',
      Start: 'The body is not valid, or the combination of its members is not (KINDS). `detail` names the member.',
      Result: 'The query parameter `page` is not valid, or SES rejects the job (KINDS).',
    },
    gateway: 'API Gateway itself responds if it cannot read the path.',
  },
  401: {
    name: 'Unauthorized',
    gateway: 'API Gateway responds to a request without a valid token, if the API takes tokens.',
  },
  403: {
    name: 'Forbidden',
    problem: {
      LookUp: 'The API rejects an unmasked look-up by a caller without a name (KINDS).',
      Start: 'The API rejects a caller without a name (KINDS), because a result belongs to its caller.',
      Result: 'The API rejects a caller without a name (KINDS), because a result belongs to its caller.',
    },
    gateway: 'API Gateway itself rejects a request that is not signed or not permitted, and does not run the API.',
  },
  404: {
    name: 'NotFound',
    problem: {
      LookUp: 'SES has no record of the message. `type` names the cause, as far as the API can determine it: KINDS.',
      Start: 'Virtual Deliverability Manager is off, so SES records no mail (KINDS).',
      Result:
        'No such ID belongs to this caller and this path, or it is older than a day, or Virtual Deliverability Manager is off (KINDS).',
    },
    gateway: 'If the stage or the API does not exist, API Gateway itself responds, with `application/json`.',
    headers: ['Retry-After', 'Age'],
  },
  422: {
    name: 'TooLarge',
    problem: 'The file of SES is larger than the API reads (KINDS).',
  },
  429: {
    name: 'TooManyRequests',
    problem: {
      LookUp:
        'All turns to call SES within the waiting time are taken, or another request is looking up the same message (KINDS): retry after `Retry-After`. Callers take turns, so a caller with many requests delays each other caller by only one turn. A turn may be reserved for a caller that retries.',
      Recipient: 'All turns to call SES within the waiting time are taken, and no search could start (KINDS).',
      Start:
        'Both export jobs that searches share are taken (KINDS): retry after `Retry-After`. Nothing is queued. The place of a refused caller is kept for its retry.',
    },
    gateway: 'API Gateway itself responds, without `Retry-After`, if requests exceed the throttle of the stage.',
    headers: ['Retry-After'],
  },
  500: { name: 'InternalError', problem: 'An error in this API (KINDS).', gateway: 'Or an error in API Gateway.' },
  502: { name: 'BadGateway', problem: 'SES returned no usable response (KINDS).' },
  503: {
    name: 'ServiceUnavailable',
    problem: {
      LookUp: "Another program in the account uses SES's one call a second (KINDS).",
      Recipient: "Another program in the account uses SES's one call a second (KINDS).",
      Start: 'SES throttles calls, or the table that stores the searches fails (KINDS).',
      Result: 'SES throttles calls, or the table that stores the searches fails (KINDS).',
    },
    gateway: 'API Gateway itself responds if the function did not run or took too long.',
    headers: ['Retry-After'],
  },
  504: { name: 'GatewayTimeout', problem: 'SES did not respond in time (KINDS).' },
};

/** Returns the unsuccessful responses of a group of paths, as references to components. */
export function errorsOf(group: Group): Record<string, object> {
  return Object.fromEntries(
    Object.entries(responsesOf(group)).map(([status, { name }]) => [status, ref('responses', name)]),
  );
}

/** The components that `errorsOf` refers to. */
export const ERROR_RESPONSES = Object.fromEntries(
  (Object.keys(GROUPS) as Group[]).flatMap((group) =>
    Object.values(responsesOf(group)).map(({ name, ...response }) => [name, response]),
  ),
);

function responsesOf(group: Group) {
  const responses = Object.entries(STATUSES).flatMap(([status, { name, problem, gateway, headers: names = [] }]) => {
    const kinds = GROUPS[group].filter((kind) => PROBLEMS[kind].status === Number(status));
    const meaning = typeof problem === 'string' ? problem : problem?.[group];
    if (kinds.length === 0 && gateway === undefined) return [];
    if (kinds.length > 0 && meaning === undefined) throw new Error(`${group} has no description of ${status}`);
    const hasProblem = kinds.length > 0;
    const list = kinds.map((kind) => `\`${kind}\``).join(', ');
    const description = [hasProblem && meaning?.replace('KINDS', list), gateway].filter(Boolean).join(' ');
    const response = {
      name: hasProblem ? `${group}${name}` : name,
      description,
      ...(hasProblem && { headers: headers(...names) }),
      content: { ...(hasProblem && PROBLEM_CONTENT), ...(gateway !== undefined && GATEWAY_CONTENT) },
    };
    return [[status, response] as const];
  });
  return Object.fromEntries(responses);
}
