import { inspect } from 'node:util';

/** A longer value is cut: the beginning shows which one is meant. */
const MAX_LENGTH = 300;

/** A value that a configuration holds, as a message shows it: JSON in one line, without passwords in URLs. */
export function printedValue(value: unknown): string {
  const text = value === undefined ? 'missing' : withoutPasswords(toJson(value));
  const characters = [...text];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH).join('')}...` : text;
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
