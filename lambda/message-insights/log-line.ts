import { SesFailure } from '../shared/ses-failure';
import { pseudonymOf } from './caller';
import type { LookUpTrace } from './look-up-trace';
import type { ApiRequest } from './request';

/** The result of one request. */
export interface Outcome {
  readonly status: number;
  /** `found`, or the kind of the problem. */
  readonly outcome: string;
  /** Set only after validation, because an unvalidated ID may be an address. */
  readonly messageId?: string;
  readonly durationMs: number;
  /** The error behind the problem, if the response does not name it. */
  readonly error?: unknown;
}

/** Returns one look-up as one JSON object for the log. It has the caller's pseudonym, and no personal data. */
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

/** Returns the line of any other request, such as one for the OpenAPI document or for an unknown route. */
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

/** Returns the audit line of an unmasked look-up. No other line of the log names a person. */
export function toAuditLine({ requestId, caller }: ApiRequest, messageId: string, now: number): object {
  return { event: 'unmasked-look-up', requestId, caller, messageId, time: new Date(now).toISOString() };
}

/** Returns the name and the stack frames of an error, without its message, which may quote unreadable input. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { errorName, httpStatus } =
    error instanceof SesFailure ? error : { errorName: undefined, httpStatus: undefined };
  return { name: error.name, ses: errorName, httpStatus, stack: framesOf(error) };
}

/** Returns the stack frames. It skips the message, because lines of the message may look like frames. */
function framesOf({ stack = '', message }: Error): string[] {
  const frames = stack.slice(stack.indexOf('\n', stack.indexOf(message) + message.length) + 1);
  return frames.startsWith('    at ') ? frames.split('\n') : [];
}
