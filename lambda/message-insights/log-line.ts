import { pseudonymOf } from './caller';
import { SesFailure } from './failures';
import type { LookUpTrace } from './look-up-trace';
import type { ApiRequest } from './request';

/** What one request came to. */
export interface Outcome {
  readonly status: number;
  /** `found`, or the kind of the problem. */
  readonly outcome: string;
  /** Only once it has the shape of an id: until then it may be anything, such as an address. */
  readonly messageId?: string;
  readonly durationMs: number;
  /** Why the outcome is a problem, where the answer does not say. */
  readonly error?: unknown;
}

/** One look-up as one JSON object for the log, without personal data: of its caller it has a pseudonym. */
export function toLookUpLine(request: ApiRequest, trace: LookUpTrace, outcome: Outcome): object {
  return {
    ...toLine('look-up', request, outcome),
    caller: pseudonymOf(request.caller),
    ...trace,
    waitMs: Math.round(trace.waitMs),
    sesMs: Math.round(trace.sesMs),
    tableMs: Math.round(trace.tableMs),
  };
}

/** Any other request: for the description of the API, or for what is not there. */
export function toRequestLine(request: ApiRequest, outcome: Outcome): object {
  return toLine('request', request, outcome);
}

function toLine(event: string, { requestId, route }: ApiRequest, { error, ...outcome }: Outcome): object {
  return {
    event,
    requestId,
    route,
    ...outcome,
    durationMs: Math.round(outcome.durationMs),
    error: error === undefined ? undefined : describe(error),
  };
}

/** Who saw personal data of which message: the one line of the log that may name a person. */
export function toAuditLine({ requestId, caller }: ApiRequest, messageId: string, now: number): object {
  return { event: 'unmasked-look-up', requestId, caller, messageId, time: new Date(now).toISOString() };
}

/** An error's name and place. Its message is left out: it may quote what could not be read. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { errorName, httpStatus } =
    error instanceof SesFailure ? error : { errorName: undefined, httpStatus: undefined };
  return { name: error.name, ses: errorName, httpStatus, stack: framesOf(error) };
}

/** The lines of the stack behind the message, which may have lines of its own that look like them. */
function framesOf({ stack = '', message }: Error): string[] {
  const frames = stack.slice(stack.indexOf('\n', stack.indexOf(message) + message.length) + 1);
  return frames.startsWith('    at ') ? frames.split('\n') : [];
}
