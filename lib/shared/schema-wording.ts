import * as z from 'zod';

/** Says what a value should have been, where the schema of the value does not. */
const ADVICE: Readonly<Record<string, string>> = {
  array: 'write a list',
  boolean: 'write true or false',
  number: 'write a number',
  object: 'write an object of settings',
  record: 'write an object',
  string: 'write a string',
};

/** For `safeParse`: without it the schema library's own words would reach the user. */
export const OWN_WORDS = {
  error: (issue: z.core.$ZodRawIssue): string => {
    const wanted = issue.code === 'invalid_type' ? ADVICE[issue.expected] : undefined;
    return wanted ?? 'write it as docs/configuration.md shows';
  },
};

/** An object that has no other settings than these. */
export function settingsOf<T extends z.ZodRawShape>(shape: T, advice: string) {
  const error = ({ code }: { readonly code?: string }) =>
    code === 'unrecognized_keys' ? `there is no such setting, choose from ${Object.keys(shape).join(', ')}` : advice;
  return z.strictObject(shape, { error });
}

/** Reports each problem that a check of our own found. */
export function report<T>(problemsOf: (value: T) => readonly string[]) {
  return (value: T, context: z.RefinementCtx): void => {
    for (const message of problemsOf(value)) context.addIssue({ code: 'custom', message });
  };
}

/**
 * Parses a part of a setting that has more than one shape, such as false or an object.
 *
 * @returns what it parsed to; `z.NEVER` once it has reported each problem at its place
 */
export function parsePart<T extends z.ZodType>(
  schema: T,
  value: unknown,
  context: z.core.$RefinementCtx<unknown>,
): z.infer<T> {
  const { success, data, error } = schema.safeParse(value, OWN_WORDS);
  if (success) return data;
  // The issues of a union would only say that the value is neither false nor an object.
  context.issues.push(...error.issues.map((issue) => ({ ...issue, input: value }) as z.core.$ZodRawIssue));
  return z.NEVER;
}
