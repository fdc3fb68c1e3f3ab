/**
 * An answer of AWS that lacks what the operation always answers with, so that nothing can be concluded from it. The
 * message is one sentence of this project's own. It quotes no more of the answer than a status.
 */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}
