/**
 * A response of AWS that lacks a required part of its operation, so that no conclusion is safe. This project writes the
 * message, which quotes at most a status.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}
