/** Invalid input of a person. The message states what was wrong, what was received and what to do, in one sentence. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
