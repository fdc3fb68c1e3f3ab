/**
 * The part of JSON Schema that this API uses: its TypeScript types, and the validation of values from outside.
 *
 * Considered and rejected: json-schema-to-ts needs an `$id` in every schema that another schema refers to. ajv is
 * larger than the function's own code.
 */

export type JsonSchema =
  | { readonly $ref: `#/components/schemas/${string}` }
  | {
      readonly type: JsonType | readonly JsonType[];
      readonly description?: string;
      readonly enum?: readonly string[];
      readonly format?: 'date-time';
      readonly minimum?: number;
      readonly maximum?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
      readonly items?: JsonSchema;
      readonly properties?: Readonly<Record<string, JsonSchema>>;
      readonly required?: readonly string[];
      readonly additionalProperties?: false;
    };

type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

export type JsonSchemas = Readonly<Record<string, JsonSchema>>;

/** The type of the values that a schema describes. `Schemas` has the schemas that it refers to. */
export type FromSchema<Schema, Schemas> = Schema extends { readonly $ref: `#/components/schemas/${infer Name}` }
  ? Name extends keyof Schemas
    ? FromSchema<Schemas[Name], Schemas>
    : never
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly items: infer Item }
      ? readonly FromSchema<Item, Schemas>[]
      : Schema extends { readonly properties: infer Properties }
        ? FromProperties<
            Properties,
            Schema extends { readonly required: readonly (infer Key)[] } ? Key : never,
            Schemas
          >
        : Schema extends { readonly type: infer Type }
          ? FromType<Type extends readonly (infer Each)[] ? Each : Type>
          : never;

type FromProperties<Properties, Required, Schemas> = {
  readonly [Key in keyof Properties as Key extends Required ? Key : never]: FromSchema<Properties[Key], Schemas>;
} & {
  readonly [Key in keyof Properties as Key extends Required ? never : Key]?: FromSchema<Properties[Key], Schemas>;
};

type FromType<Type> = Type extends 'string'
  ? string
  : Type extends 'null'
    ? null
    : Type extends 'boolean'
      ? boolean
      : number;

/**
 * Returns whether a value matches a schema. Rejects every property that the schema does not list, and every value for
 * the type `integer`. Ignores `format`, `pattern` and limits.
 */
export function matches(value: unknown, schema: JsonSchema, schemas: JsonSchemas): boolean {
  if ('$ref' in schema) {
    const referenced = schemas[schema.$ref.slice('#/components/schemas/'.length)];
    return referenced !== undefined && matches(value, referenced, schemas);
  }
  const { items, properties = {}, required = [] } = schema;
  if (![schema.type].flat().some((type) => type === typeOf(value))) return false;
  if (schema.enum && !schema.enum.includes(value as string)) return false;
  if (Array.isArray(value)) return value.every((item) => items !== undefined && matches(item, items, schemas));
  if (typeof value !== 'object' || value === null) return true;
  return (
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, property]) => {
      const described = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return described !== undefined && matches(property, described, schemas);
    })
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
