/**
 * Converts settings from the command line, where every value is a string such as `1h,24h` or JSON. A string that cannot be
 * converted stays unchanged, and the schema of the setting refuses it.
 */

export function splitAtCommas(value: unknown): unknown {
  const parsed = parseJson(value);
  if (Array.isArray(parsed) || typeof value !== 'string') return parsed;
  return value.split(',').map((entry) => entry.trim());
}

export function splitTags(value: unknown): unknown {
  const parsed = parseJson(value);
  if (typeof parsed === 'object' || typeof value !== 'string') return parsed;
  const pairs = value.split(',').map((pair) => /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair));
  const tagged = new Map(pairs.map((pair) => [pair?.[1], pair?.[2]]));
  return tagged.size === pairs.length && !tagged.has(undefined) ? Object.fromEntries(tagged) : value;
}

export function toBoolean(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

export function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
