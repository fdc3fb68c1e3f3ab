import { UnreadableAnswer } from './unreadable-answer';

/** Characters of a message that are kept. */
const MAX_LENGTH = 300;

/** What the SDK adds to an error that came with an answer. */
interface OfAnswer {
  /** Set when the service reported the error. */
  readonly $fault?: unknown;
  readonly $response?: { readonly statusCode?: number };
}

/**
 * An error as it may be logged and shown. The message of a parser is replaced, because parsers quote what they could not
 * read. Every other message is cut to its first line and loses control characters and words with an `@`.
 */
export function toFailure(thrown: unknown): Error {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { $fault, $response } = (thrown ?? {}) as OfAnswer;
  const isOfParser = $response !== undefined && $fault === undefined && !(thrown instanceof UnreadableAnswer);
  const httpStatus = `HTTP status ${$response?.statusCode}`;
  const failure = new Error(
    isOfParser
      ? `AWS's answer, ${httpStatus}, is not in the form of this operation: the next poll asks again`
      : `${presentable(message)}${$fault === undefined ? '' : ` (${httpStatus})`}`,
  );
  failure.name = /^\w{1,60}$/.test(name) ? name : 'Error'; // it may come from the answer, too
  return failure;
}

function presentable(message: string): string {
  const [line = ''] = message.split(/[\n\r\u2028\u2029]/, 1);
  const words = line.replace(/\p{C}/gu, ' ').split(' ');
  const shown = words.map((word) => (word.includes('@') ? '***' : word)).join(' ');
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}...` : shown;
}
