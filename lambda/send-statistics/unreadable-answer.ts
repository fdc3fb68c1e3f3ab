/**
 * A response of AWS that lacks a required part of its operation, so no conclusion is safe. The message comes from this
 * project and quotes at most a status.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}
