/** Reads the input of the query protocol: one form field for each value, such as `AlarmNames.member.1`. */
import type { NormalizedSchema } from '@smithy/core/schema';

/** @param prefix the name of the value's field, or the start of the names of its members' fields. Empty: the whole input */
export function readForm(schema: NormalizedSchema, form: URLSearchParams, prefix = ''): object {
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const value = readValue(member, form, join(prefix, nameOf(member, name)));
    if (value !== undefined) members.push([name, value]);
  }
  return Object.fromEntries(members);
}

/** @returns undefined when the form has no field for the value */
function readValue(schema: NormalizedSchema, form: URLSearchParams, name: string): unknown {
  if (schema.isStructSchema()) return hasFields(form, name) ? readForm(schema, form, name) : undefined;
  const isFlat = schema.getMergedTraits().xmlFlattened !== undefined;
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    const items = readNumbered(form, isFlat ? name : join(name, nameOf(member, 'member')), (each) =>
      readValue(member, form, each),
    );
    return items.length > 0 ? items : undefined;
  }
  if (schema.isMapSchema()) {
    const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
    const entries = readNumbered(form, isFlat ? name : join(name, 'entry'), (each) => [
      form.get(join(each, nameOf(key, 'key'))),
      readValue(value, form, join(each, nameOf(value, 'value'))),
    ]);
    return entries.length > 0 ? Object.fromEntries(entries as [string, unknown][]) : undefined;
  }
  const text = form.get(name);
  return text === null ? undefined : toScalar(schema, text);
}

function readNumbered<T>(form: URLSearchParams, name: string, read: (name: string) => T): T[] {
  const items: T[] = [];
  for (let index = 1; hasFields(form, `${name}.${index}`); index++) items.push(read(`${name}.${index}`));
  return items;
}

function toScalar(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return new Date(text);
  return schema.isBlobSchema() ? Buffer.from(text, 'base64') : text;
}

function hasFields(form: URLSearchParams, name: string): boolean {
  return form.has(name) || [...form.keys()].some((field) => field.startsWith(`${name}.`));
}

function nameOf(schema: NormalizedSchema, name: string): string {
  return schema.getMergedTraits().xmlName ?? name;
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
