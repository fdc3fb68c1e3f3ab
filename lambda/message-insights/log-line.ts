import { SesFailure } from '../shared/ses-failure';
import { pseudonymOf } from './caller';
import type { RouteName } from './contract';
import type { Exchange } from './exchange';
import type { ApiRequest } from './request';

/** The result of one request. */
export interface Outcome {
  readonly status: number;
  /** The outcome of the exchange, or the kind of the problem. */
  readonly outcome: string;
  readonly durationMs: number;
  /** The error behind the problem, if the response does not name it. */
  readonly error?: unknown;
}

/** The events of requests that read mail. Other requests are the event `request`. */
const EVENTS: Readonly<Partial<Record<RouteName, string>>> = {
  masked: 'look-up',
  unmasked: 'look-up',
  recipient: 'recipient',
  startSearch: 'search',
  search: 'search',
  startUnmaskedSearch: 'search',
  unmaskedSearch: 'search',
  startBreakdown: 'breakdown',
  breakdown: 'breakdown',
};

/** Returns one request as one JSON object for the log. It has the caller's pseudonym, and no personal data. */
export function toLogLine({ request, trace, messageId, search }: Exchange, outcome: Outcome): object {
  const { requestId, route, caller, front } = request;
  const event = EVENTS[route];
  const { error, status, durationMs } = outcome;
  return {
    event: event ?? 'request',
    requestId,
    front,
    route,
    status,
    outcome: outcome.outcome,
    messageId,
    search,
    durationMs: Math.round(durationMs),
    ...(event && {
      caller: pseudonymOf(caller),
      ...trace,
      waitMs: Math.round(trace.waitMs),
      sesMs: Math.round(trace.sesMs),
      tableMs: Math.round(trace.tableMs),
    }),
    error: error === undefined ? undefined : describe(error),
  };
}

/** What a caller read unmasked: a message, or a search by the hash of its ID. */
export type Audited = { readonly messageId: string } | { readonly search: string };

/** Returns the audit line of a request for personal data. No other line of the log names a person. */
export function toAuditLine({ requestId, caller }: ApiRequest, audited: Audited, now: number): object {
  const event = 'search' in audited ? 'unmasked-search' : 'unmasked-look-up';
  return { event, requestId, caller, ...audited, time: new Date(now).toISOString() };
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
