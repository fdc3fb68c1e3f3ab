import { printableJson } from '../../lib/shared/printable';

const MAX_LENGTH = 60;

/** A value of a stranger's file as a message quotes it: JSON in printable characters, cut short where it is long. */
export function toExcerpt(value: unknown): string {
  const text = value === undefined ? 'missing' : printableJson(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}
