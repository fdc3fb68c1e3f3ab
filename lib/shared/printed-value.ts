import { inspect } from 'node:util';

/** A longer value is cut: the beginning shows which one is meant. */
const MAX_LENGTH = 300;

/** Characters that a terminal obeys instead of showing them, except the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value that a configuration holds, as a message shows it: JSON in one line, without passwords in URLs. */
export function printedValue(value: unknown): string {
  const text = value === undefined ? 'missing' : withoutPasswords(toJson(value));
  const characters = [...text];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH).join('')}...` : text;
}

/** A text with its control characters as JSON escapes them. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON; of what has no JSON, such as a construct, what it is. */
export function toJson(value: unknown): string {
  if (typeof value === 'number') return String(value); // NaN would be null
  try {
    return JSON.stringify(value) ?? inspect(value);
  } catch {
    return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  }
}

function withoutPasswords(json: string): string {
  return json.replace(/(\/\/)[^/"\s]*@/g, '$1***@');
}
