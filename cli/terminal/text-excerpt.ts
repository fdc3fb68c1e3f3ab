import { printableJson } from '../../lib/shared/printable';

const MAX_LENGTH = 60;

/** Returns a value of an untrusted file as printable JSON for a message, truncated. */
export function toExcerpt(value: unknown): string {
  const text = value === undefined ? 'missing' : printableJson(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}
