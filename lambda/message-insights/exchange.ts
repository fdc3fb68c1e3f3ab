/** One request on its way through the API. */
import type { LookUpTrace } from './look-up-trace';
import type { ApiRequest } from './request';
import type { Content } from './response';

/** A request and what is known about it so far. The log line prints the known parts. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly trace: LookUpTrace;
  /** Set only after validation, because an unvalidated ID may be an address. */
  messageId?: string;
  /** The hash of a search's or breakdown's ID (see `hashOfId`). */
  search?: string;
  /** The result of a successful request. Default: `found`. */
  outcome?: string;
}

/** Answers the requests of one route. @throws any error. `toProblem` converts it to a problem. */
export type Route = (exchange: Exchange) => Promise<Content>;
