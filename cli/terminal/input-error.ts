/** What a person passed cannot be used. The message is one sentence: what was wrong, what was got, what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
