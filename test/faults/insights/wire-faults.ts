/** The ways in which a request or its answer goes wrong. */
import { SIOBHAN } from './account';
import type { WireAnswer, WireCall, WireFault, WireService } from './wire';

/** Words that no answer and no log may repeat. */
export const FOREIGN = `<html><p>${SIOBHAN}</p><a href="https://files.example/?X-Amz-Signature=abc">file</a></html>`;

/** Returns the error of a service in its protocol. */
function errorOf(service: WireService, code: string, status: number): WireAnswer {
  const message = `${code} for ${SIOBHAN}`;
  if (service === 'sns') {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    return { status, headers: { 'content-type': 'text/xml' }, body: `<ErrorResponse>${error}</ErrorResponse>` };
  }
  if (service === 'files')
    return { status, headers: {}, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
  const type = service === 'table' ? { __type: `com.amazonaws.dynamodb.v20120810#${code}` } : { __type: code };
  return {
    status,
    headers: { 'content-type': 'application/json', ...(service === 'ses' && { 'x-amzn-errortype': code }) },
    body: JSON.stringify({ ...type, message }),
  };
}

const THROTTLED: Readonly<Record<WireService, readonly [string, number]>> = {
  ses: ['TooManyRequestsException', 429],
  files: ['SlowDown', 503],
  table: ['ProvisionedThroughputExceededException', 400],
  sns: ['Throttled', 429],
  cloudwatch: ['ThrottlingException', 400],
};

const text = (body: string): WireFault => ({
  kind: 'answer',
  answer: { status: 200, headers: { 'content-type': 'application/json' }, body },
});

export const WIRE_FAULTS = {
  throttles: ({ service }) => ({ kind: 'answer', answer: errorOf(service, ...THROTTLED[service]) }),
  fails: ({ service }) => ({ kind: 'answer', answer: errorOf(service, 'InternalServerError', 500) }),
  denies: ({ service }) => ({ kind: 'answer', answer: errorOf(service, 'AccessDeniedException', 403) }),
  hangs: () => ({ kind: 'hang', isApplied: false }),
  'hangs after it has applied the request': () => ({ kind: 'hang', isApplied: true }),
  'cuts the connection': () => ({ kind: 'cut', isApplied: false }),
  'cuts the connection after it has applied the request': () => ({ kind: 'cut', isApplied: true }),
  'stops in the middle of its answer': () => ({ kind: 'drip' }),
  'cuts its answer short': () => ({ kind: 'truncate' }),
  'answers 4 s late': () => ({ kind: 'slow', ms: 4_000 }),
  'answers 1.5 s late': () => ({ kind: 'slow', ms: 1_500 }),
  'answers broken JSON': () => text(`{"broken": "${SIOBHAN}`),
  'answers nothing': () => text(''),
  'answers an empty object': () => text('{}'),
  'answers a web page': () => ({ kind: 'answer', answer: { status: 200, headers: {}, body: FOREIGN } }),
  "answers with a proxy's error page": () => ({ kind: 'answer', answer: { status: 503, headers: {}, body: FOREIGN } }),
} as const satisfies Record<string, (call: WireCall) => WireFault>;

/** Returns a fault that changes the JSON of a successful answer. */
export function changed(change: (body: Record<string, unknown>) => object): WireFault {
  return {
    kind: 'change',
    change: (answer) =>
      answer.status === 200 ? { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) } : answer,
  };
}

/** Returns a fault that changes the content of a file. */
export function changedFile(change: (content: string) => string): WireFault {
  return { kind: 'change', change: (answer) => ({ ...answer, body: change(answer.body) }) };
}

/** Returns SES's refusal of a request. */
export function refused(code: string, status: number): WireFault {
  return { kind: 'answer', answer: errorOf('ses', code, status) };
}
