/** Reads the responses and errors of SES v2. */
import { BadRequestException, type GetAccountResponse, SESv2ServiceException } from '@aws-sdk/client-sesv2';
import { SesFailure } from './ses-failure';

/** A valid name of an error. Other strings are not shown, because they may contain personal data. */
const NAME = /^[A-Za-z]\w{0,99}$/;

/** Returns the failure that an error of the SDK or of Node means. A failure stays as it is. */
export function toSesFailure(error: unknown): SesFailure {
  if (error instanceof SesFailure) return error;
  const { name: given = '', code = '', $response } = error as Partial<Error> & SdkError;
  const [name = 'UnknownError'] = [code, given].filter((text) => NAME.test(text));
  const httpStatus = error instanceof SESv2ServiceException ? error.$metadata.httpStatusCode : $response?.statusCode;
  if (error instanceof BadRequestException) return new SesFailure('refused', name, httpStatus);
  if (httpStatus === 429 || name.startsWith('Throttling')) return new SesFailure('throttled', name, httpStatus);
  if (given === 'TimeoutError' || given === 'AbortError') return new SesFailure('timed-out', name);
  return new SesFailure('failed', name, httpStatus);
}

/** Fields that the SDK and Node add to errors. For an unreadable response, only `$response` has the HTTP status. */
interface SdkError {
  readonly code?: string;
  readonly $response?: { readonly statusCode?: number };
}

/*
 * The SDK does not check a response against its types. A value that is not a string cannot be masked, so it must not pass.
 * A schema library would cost every cold start more than the two functions below.
 */

export function optionalString(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unexpected();
  return value;
}

export function optionalList<T>(value: readonly T[] | undefined | null): readonly T[] {
  if (value !== undefined && value !== null && !Array.isArray(value)) throw unexpected();
  return value ?? [];
}

/**
 * Returns whether Virtual Deliverability Manager is on. Undefined if the response of GetAccount does not say: an unknown
 * value does not mean "off".
 */
export function readVdmEnabled({
  $metadata,
  ...account
}: GetAccountResponse & { $metadata?: object }): boolean | undefined {
  if (Object.keys(account).length === 0) return undefined; // not a response of SES
  // An account that never used VDM has no such attributes.
  return { ENABLED: true, DISABLED: false }[account.VdmAttributes?.VdmEnabled ?? 'DISABLED'];
}

export function unexpected(): SesFailure {
  return new SesFailure('failed', 'UnexpectedAnswer', 200);
}
