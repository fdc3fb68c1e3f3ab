/**
 * A response of AWS that lacks a required part of its operation, so no conclusion is safe. The message is one sentence
 * of this project. It quotes nothing of the response but a status.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}
