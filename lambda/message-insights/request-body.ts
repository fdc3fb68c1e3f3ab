/** Reads the JSON body of a request, and says in one sentence what is wrong with it. */
import type { JsonSchema } from './json-schema';
import { invalidRequest } from './problem';
import type { RequestBody } from './request';

/** A valid request is far smaller: the longest member is a subject of 998 characters. */
const MAX_BYTES = 8_192;

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/**
 * Returns the members of the JSON object in a body, which match the schema. No message quotes a string, because it may be
 * personal data.
 *
 * @param schema an object whose members are strings or whole numbers
 * @throws Problem when the body is not such an object
 */
export function readBody(body: RequestBody, schema: ObjectSchema): Readonly<Record<string, string | number>> {
  const value = parse(decode(body));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest(`The body must be a JSON object, got ${nameOfType(value)}.`);
  }
  const names = Object.keys(schema.properties);
  for (const [name, member] of Object.entries(value)) {
    const described = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (!described) throw invalidRequest(`The body has an unknown member${quote(name)}. Use ${list(names)}.`);
    const expected = mismatchOf(member, described);
    if (expected !== undefined) throw invalidRequest(`"${name}" must be ${expected}, got ${nameOfType(member)}.`);
  }
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) throw invalidRequest(`The body has no ${list(missing)}: add it.`);
  return value as Readonly<Record<string, string | number>>;
}

function decode({ content, isBase64 }: RequestBody): string {
  const bytes = Buffer.from(content, isBase64 ? 'base64' : 'utf8');
  if (bytes.length > MAX_BYTES) {
    throw invalidRequest(`The body has ${bytes.length} bytes. Send at most ${MAX_BYTES}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidRequest('The body is not valid UTF-8. Send JSON in UTF-8.');
  }
}

function parse(text: string): unknown {
  if (text.trim() === '') throw invalidRequest('The request has no body. Send a JSON object.');
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest('The body is not valid JSON. Send a JSON object.');
  }
}

/** Returns what a value must be, or undefined for a value that matches. */
function mismatchOf(value: unknown, schema: JsonSchema): string | undefined {
  if ('$ref' in schema) return undefined;
  if (schema.enum) {
    return schema.enum.includes(value as string)
      ? undefined
      : `one of ${schema.enum.map((option) => `"${option}"`).join(', ')}`;
  }
  if (schema.type === 'integer') {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
    const isInRange = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
    return isInRange ? undefined : `a whole number from ${minimum} to ${maximum}`;
  }
  const { maxLength = MAX_BYTES } = schema;
  if (typeof value !== 'string' || value.trim() === '') return 'a string that is not empty';
  if ([...value].length > maxLength) return `at most ${maxLength} characters long`;
  return /\p{Cc}/u.test(value) ? 'a string without control characters' : undefined;
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `${value}`;
  if (value.trim() === '') return 'an empty string';
  return `a string of ${value.length} ${value.length === 1 ? 'character' : 'characters'}`;
}

/** Quotes the name of an unknown member, unless it looks like data in the wrong place. */
function quote(name: string): string {
  return /^[A-Za-z][A-Za-z_-]{0,29}$/.test(name) ? ` "${name}"` : '';
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
