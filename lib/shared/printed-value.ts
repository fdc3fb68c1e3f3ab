import { inspect } from 'node:util';

/** Longest printed value, in characters. The beginning is enough to recognize a longer value. */
const MAX_LENGTH = 300;

/** Returns a configured value for a message: one line of JSON, without passwords in URLs. */
export function printedValue(value: unknown): string {
  const text = value === undefined ? 'missing' : withoutPasswords(toJson(value));
  const characters = [...text];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH).join('')}...` : text;
}

/** Returns JSON, or a short description of a value that has no JSON, such as a construct. */
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
