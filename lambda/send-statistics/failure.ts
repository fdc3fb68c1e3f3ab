import { UnreadableAnswer } from './unreadable-answer';

/** A step of a poll that failed. */
export interface StepFailure {
  readonly step: string;
  /** Safe to log: see `toFailure`. */
  readonly error: Error;
}

/** Maximum number of characters of a message. */
const MAX_LENGTH = 300;

/** Fields that the SDK adds to the error of a call that received a response. */
interface ResponseError {
  /** Set when the service reported the error. */
  readonly $fault?: unknown;
  readonly $response?: { readonly statusCode?: number };
}

/** The SDK's placeholders for a message that the response does not have. */
const NO_MESSAGE = ['Unknown', 'UnknownError'];

/**
 * Returns an error that is safe to log and to show. It replaces the message of a parser, because parsers quote their
 * input. It cuts every other message to its first line, and removes control characters and words with an `@`.
 */
export function toFailure(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code } = error as NodeJS.ErrnoException;
  const [name, message] = [String(error.name), String(error.message || code)]; // both may come from the response
  const unreadable = unreadableMessage(thrown, message);
  const isNamed = (thrown as ResponseError)?.$fault !== undefined && !NO_MESSAGE.includes(name);
  if (unreadable !== undefined && !isNamed) return new UnreadableAnswer(unreadable);
  const failure = new Error(unreadable ?? sanitize(message));
  failure.name = /^\w{1,60}$/.test(name) ? name : 'Error';
  return failure;
}

/**
 * Returns the message for an unreadable response. Returns undefined if AWS or this project wrote the error's message.
 */
function unreadableMessage(thrown: unknown, message: string): string | undefined {
  const { $fault, $response } = (thrown ?? {}) as ResponseError;
  const hasMessage = $fault === undefined ? thrown instanceof UnreadableAnswer : !NO_MESSAGE.includes(message);
  if ($response === undefined || hasMessage) return undefined;
  return `AWS's response, HTTP status ${$response.statusCode}, is not in the form of this operation`;
}

function sanitize(message: string): string {
  const [line = ''] = message.split(/[\n\r\u2028\u2029]/, 1);
  const words = line.replace(/\p{C}/gu, ' ').split(' ');
  const shown = words.map((word) => (word.includes('@') ? '***' : word)).join(' ');
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}...` : shown;
}
