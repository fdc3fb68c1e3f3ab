/** The user's input is invalid. In one sentence, the message states the problem, the value received and what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
