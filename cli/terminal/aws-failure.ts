/** A failed call to AWS, explained in one sentence. A command that does not catch it prints the sentence and ends with status 1. */
import { type AwsCall, explainAwsError, isDenial } from './aws-error';

export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';
  readonly call: AwsCall;
  /** Whether AWS did not allow the call. */
  readonly isDenied: boolean;

  constructor(cause: unknown, call: AwsCall) {
    super(explainAwsError(cause, call), { cause });
    this.call = call;
    this.isDenied = isDenial(cause);
  }
}

/** The longest time for one call in milliseconds, including its retries and the body of its response. */
const MAX_CALL_MS = 30_000;

/** @throws AwsFailure when the call fails, or when it has no complete response within 30 seconds */
export async function callAws<T>(
  call: AwsCall,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await send({ abortSignal: AbortSignal.timeout(MAX_CALL_MS) });
  } catch (error) {
    throw new AwsFailure(error, call);
  }
}
