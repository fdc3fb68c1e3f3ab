import { UnreadableAnswer } from './unreadable-answer';

/** Characters of a message that are kept. */
const MAX_LENGTH = 300;

/** What the SDK adds to an error that came with an answer. */
interface OfAnswer {
  /** Set when the service reported the error. */
  readonly $fault?: unknown;
  readonly $response?: { readonly statusCode?: number };
}

/** What the SDK puts in the place of a message that the answer does not have. */
const NO_MESSAGE = ['Unknown', 'UnknownError'];

/**
 * An error as it may be logged and shown. The message of a parser is replaced, because parsers quote what they could not
 * read. Every other message is cut to its first line and loses control characters and words with an `@`.
 */
export function toFailure(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code } = error as NodeJS.ErrnoException;
  const [name, message] = [String(error.name), String(error.message || code)]; // both may be parts of the answer
  const unreadable = unreadableStatus(thrown, message);
  const isNamed = (thrown as OfAnswer)?.$fault !== undefined && !NO_MESSAGE.includes(name);
  if (unreadable !== undefined && !isNamed) return new UnreadableAnswer(unreadable);
  const failure = new Error(unreadable ?? presentable(message));
  failure.name = /^\w{1,60}$/.test(name) ? name : 'Error';
  return failure;
}

/** Undefined for an error with words of AWS or of this project. */
function unreadableStatus(thrown: unknown, message: string): string | undefined {
  const { $fault, $response } = (thrown ?? {}) as OfAnswer;
  const hasWords = $fault === undefined ? thrown instanceof UnreadableAnswer : !NO_MESSAGE.includes(message);
  if ($response === undefined || hasWords) return undefined;
  return `AWS's answer, HTTP status ${$response.statusCode}, is not in the form of this operation`;
}

function presentable(message: string): string {
  const [line = ''] = message.split(/[\n\r\u2028\u2029]/, 1);
  const words = line.replace(/\p{C}/gu, ' ').split(' ');
  const shown = words.map((word) => (word.includes('@') ? '***' : word)).join(' ');
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}...` : shown;
}
