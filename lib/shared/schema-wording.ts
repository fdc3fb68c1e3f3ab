import { Token } from 'aws-cdk-lib';
import * as z from 'zod';
import { splitAtCommas, toBoolean, toNumber } from './context-text';

/** Advice for values whose schema has none. */
const ADVICE: Readonly<Record<string, string>> = {
  array: 'write a list',
  boolean: 'write true or false',
  number: 'write a number',
  object: 'write an object of settings',
  record: 'write an object',
  string: 'write a string',
};

/** Parameters of `safeParse`. They replace the schema library's messages, and add the refused value to each issue. */
export const PARSE_PARAMS = {
  error: (issue: z.core.$ZodRawIssue): string => {
    const wanted = issue.code === 'invalid_type' ? ADVICE[issue.expected] : undefined;
    return wanted ?? 'write it as docs/configuration.md shows';
  },
  reportInput: true,
};

const LIST_ADVICE = 'write a list of strings, or one string with commas';

/** A list. On the command line, users write one string with commas, because every value is a string there. */
export const list = z.preprocess(splitAtCommas, z.array(z.string(LIST_ADVICE), LIST_ADVICE));

/** A number. On the command line, users write its digits. */
export const number = z.preprocess(toNumber, z.number('write a number'));

/** True or false. On the command line, users write the same word. */
export const flag = z.preprocess(toBoolean, z.boolean('write true or false'));

/** Returns whether a value, or an element of a list, is known before the deployment. The value of a token is not. */
export function isKnown(value: unknown): boolean {
  return !Token.isUnresolved(value) && !Token.isUnresolved([value]);
}

/** Returns the schema of a string. The schema does not check a value that only the deployment knows. */
export function stringThat(isRight: (value: string) => boolean, advice: string) {
  return z.string(advice).refine((value) => !isKnown(value) || isRight(value), advice);
}

/** Returns the schema of a list of such strings. The length of the list must be known before the deployment. */
export function listOfStringsThat(isRight: (value: string) => boolean, advice: string) {
  return z
    .array(stringThat(isRight, advice), advice)
    .refine(
      (values) => !Token.isUnresolved(values),
      'write each entry, such as Fn.select(0, list), because only the deployment knows how many entries this list has',
    );
}

/** Returns the schema of an object that has only these settings. */
export function settingsOf<T extends z.ZodRawShape>(shape: T, advice: string) {
  const error = ({ code }: { readonly code?: string }) =>
    code === 'unrecognized_keys' ? `no such setting exists, choose from ${Object.keys(shape).join(', ')}` : advice;
  return z.strictObject(shape, { error });
}

/** Returns a refinement that reports the problems that a function finds. */
export function refusing<T>(problemsOf: (value: T) => readonly string[]) {
  return (value: T, context: z.RefinementCtx): void => {
    for (const message of problemsOf(value)) context.addIssue({ code: 'custom', message });
  };
}

/**
 * Parses a value that may have more than one shape, such as false or an object. The issues of a union would only say that no
 * shape matches.
 *
 * @returns the parsed value, or `z.NEVER` after it has reported each issue at its place
 */
export function parsePart<T extends z.ZodType>(
  schema: T,
  value: unknown,
  context: z.core.$RefinementCtx<unknown>,
): z.infer<T> {
  const { success, data, error } = schema.safeParse(value, PARSE_PARAMS);
  if (success) return data;
  context.issues.push(...(error.issues as z.core.$ZodRawIssue[]));
  return z.NEVER;
}
