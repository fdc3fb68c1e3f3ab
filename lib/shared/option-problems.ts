/** Reads options against their schemas, and describes every problem in one sentence. */
import * as z from 'zod';
import { assertNoProblems } from './config-error';
import { nearestName } from './nearest-name';
import { printedValue, toJson } from './printed-value';
import { PARSE_PARAMS } from './schema-wording';

/** Schemas of options that may hold a URL that pages somebody: messages hide everything after the first slash. */
export const SECRET_URLS = z.registry<{ readonly mayHoldSecretUrl: true }>();

/** The place of a value in the options. */
export interface Place {
  /** The string that users write before each option's name, such as `exporter:`. Default: none. */
  readonly prefix?: string;
  /** The option and the keys inside it. A number at the end is the index of an element in a list. */
  readonly path: readonly PropertyKey[];
}

/** Describes a problem in one sentence: the place, the value there, and what to do. */
export function describeProblem(place: Place, value: unknown, advice: string): string {
  const verb = typeof place.path.at(-1) === 'number' ? 'has' : 'is';
  return `${describePlace(place)} ${verb} ${printedValue(value)}: ${advice}`;
}

/** Returns the place as a string, such as `"exporter:notifications", critical.emails`. */
function describePlace({ prefix = '', path: [name = '', ...inner] }: Place): string {
  const names = inner.filter((key) => typeof key !== 'number').map((key) => escaped(String(key)));
  return [`"${prefix}${escaped(String(name))}"`, ...(names.length > 0 ? [names.join('.')] : [])].join(', ');
}

/** Escapes a name as JSON does, because users may type anything as the name of a setting. */
export function escaped(name: string): string {
  return toJson(name).slice(1, -1);
}

export interface ParsedOptions<S extends z.ZodRawShape> {
  /** An option with a problem has its default value, or is undefined if it has no default. */
  readonly options: z.infer<z.ZodObject<S>>;
  /** The problems, one sentence each. */
  readonly problems: readonly string[];
  /** Names of the options that have a problem. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Parses each option separately. An unknown name that resembles an option is a problem. All other unknown names are ignored,
 * because a construct may get the options of a whole stack.
 */
export function parseOptions<S extends z.ZodRawShape>(shape: S, values: object, prefix?: string): ParsedOptions<S> {
  const options: Record<string, unknown> = {};
  const problems = misspelledProblems(Object.keys(shape), values);
  const broken = new Set<string>();
  for (const [name, type] of Object.entries(shape)) {
    const schema = type as z.ZodType;
    const value = (values as Readonly<Record<string, unknown>>)[name];
    const { success, data, error } = schema.safeParse(value, PARSE_PARAMS);
    const option = success ? data : schema.safeParse(undefined).data;
    if (option !== undefined) options[name] = option;
    if (success) continue;
    broken.add(name);
    const isSecret = SECRET_URLS.has(schema);
    for (const issue of error.issues) {
      const path = [name, ...issue.path];
      const got = issue.path.length === 0 ? value : issue.input; // as the user wrote it, not as parsed
      problems.push(...describeIssue(issue, { prefix, path }, isSecret ? withoutUrls(got) : got));
    }
  }
  return { options: options as z.infer<z.ZodObject<S>>, problems, broken };
}

function misspelledProblems(names: readonly string[], values: object): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const meant = value === undefined || names.includes(key) ? undefined : nearestName(key, names);
    return meant === undefined ? [] : [`"${escaped(key)}": no such option exists, write "${meant}"`];
  });
}

function describeIssue(issue: z.core.$ZodIssue, { prefix, path }: Place, value: unknown): string[] {
  if (issue.code !== 'unrecognized_keys') return [describeProblem({ prefix, path }, value, issue.message)];
  return issue.keys.map((key) => `${describePlace({ prefix, path: [...path, key] })}: ${issue.message}`);
}

function withoutUrls(value: unknown): unknown {
  if (value === undefined) return value;
  const hide = (part: unknown) => (typeof part === 'string' ? part.replace(/(\/\/?).*/s, '$1...') : part);
  try {
    return JSON.parse(JSON.stringify(value, (_, part) => hide(part)));
  } catch {
    return hide(toJson(value)); // the value has no JSON
  }
}

/**
 * Reads the options of a construct and adds the defaults.
 *
 * @param contradictionsOf returns the problems between options, one sentence each. `broken` has the names of the options that
 * have a problem. Such an option has its default value, or is undefined if it has no default
 * @throws ConfigError with all problems at once
 */
export function readOptions<S extends z.ZodRawShape>(
  shape: S,
  values: object,
  contradictionsOf: (options: z.infer<z.ZodObject<S>>, broken: ReadonlySet<string>) => readonly string[] = () => [],
): z.infer<z.ZodObject<S>> {
  const { options, problems, broken } = parseOptions(shape, values);
  assertNoProblems([...problems, ...contradictionsOf(options, broken)]);
  return options;
}
