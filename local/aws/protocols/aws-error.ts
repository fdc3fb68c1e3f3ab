/** An error that a service returns. The endpoint writes it in the protocol of the request. */
export class AwsError extends Error {
  override readonly name = 'AwsError';

  /**
   * @param code the name of the error, such as `ValidationException`. The query protocol drops `Exception` at its end
   * @param status HTTP status
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** Returns the error that every service returns for a call that no policy allows. */
export function accessDenied(action: string, principal = 'arn:aws:iam::111122223333:user/local'): AwsError {
  const reason = `because no identity-based policy allows the ${action} action`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${principal} is not authorized to perform: ${action} ${reason}`,
    403,
  );
}

export function throttled(): AwsError {
  return new AwsError('ThrottlingException', 'Rate exceeded');
}
