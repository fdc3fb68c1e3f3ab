import { toJson } from '../shared/printed-value';

/** Returns the end of a message: settings as lines to paste into the `context` of cdk.json. */
export function pasteable(entries: readonly (readonly [name: string, value: unknown])[]): string {
  return `:\n${entries.map(([name, value]) => `    ${toJson(name)}: ${objectOf(value)}`).join(',\n')}`;
}

function objectOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return toJson(value);
  const lines = Object.entries(value).map(([name, entry]) => `      ${toJson(name)}: ${toJson(entry)}`);
  return lines.length > 0 ? `{\n${lines.join(',\n')}\n    }` : '{}';
}
