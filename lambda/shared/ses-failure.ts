export type SesFailureKind = 'throttled' | 'timed-out' | 'refused' | 'failed';

/** SES returned no usable response. The message of the SDK's error is dropped, because it may quote the request. */
export class SesFailure extends Error {
  override readonly name = 'SesFailure';

  constructor(
    readonly kind: SesFailureKind,
    /** The SDK's name of the error, such as `TooManyRequestsException`. */
    readonly errorName: string,
    /** Undefined when SES was not reached, or its response was not understood. */
    readonly httpStatus?: number,
  ) {
    super(`${errorName}${httpStatus === undefined ? '' : `, HTTP status ${httpStatus}`}`);
  }
}
