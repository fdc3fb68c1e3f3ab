/** What is wrong with settings that have not the right shape, as people read it. */
import type * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { printedValue, toJson } from '../shared/printed-value';
import { pasteable } from './pasteable';

type Settings = Readonly<Record<string, unknown>>;

/** Settings that are objects of settings: a message names the inner one and leaves out the others. */
const NESTED: readonly string[] = ['alarms', 'notifications', 'messageInsights', 'monitoring'];

interface Spelling {
  /** What is written before each name. */
  readonly prefix: string;
  /** All settings that there are. */
  readonly names: readonly string[];
}

/** A sentence for each issue of the schema, in this project's words. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  settings: Settings,
  { prefix, names }: Spelling,
): string[] {
  return issues.flatMap((issue) => {
    const [name = '', ...path] = issue.path.map(String);
    if (issue.code === 'unrecognized_keys' && !name) return describeUnknown(issue.keys, settings, { prefix, names });
    const place = `"${prefix}${name}"`;
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.map((key) => quoted([...path, key].join('.'))).join(', ');
      return [`${place}, ${keys}: ${issue.message}`];
    }
    if (!NESTED.includes(name) || path.length === 0) {
      return [`${place} is ${show(name, settings[name])}: ${issue.message}`];
    }
    const got = path.reduce<unknown>((value, key) => (value as Settings | undefined)?.[key], parseJson(settings[name]));
    return [`${place}, ${path.map(quoted).join('.')} is ${show(name, got)}: ${issue.message}`];
  });
}

/** Keys that were meant for this app but are not read by it: one problem, with what to write. */
export function describeMisplaced(context: Settings, prefix: string, names: readonly string[]): string[] {
  const word = prefix.replace(/\W+$/, '');
  const isNearMiss = (key: string) => new RegExp(`^${word}\\b`, 'i').test(key) && !key.startsWith(prefix);
  const keys = Object.keys(context).filter((key) => names.includes(key) || isNearMiss(key));
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.length === 1 && names.includes(first)) return [`"${first}" is set: write it as "${prefix}${first}"`];
  const found = keys.flatMap((key) => {
    const value = parseJson(context[key]);
    if (key.toLowerCase() === word && typeof value === 'object' && value !== null) return Object.entries(value);
    return [[names.includes(key) ? key : key.slice(word.length).replace(/^\W+/, ''), value] as const];
  });
  const entries = found.flatMap(([key, value]) => {
    const name = nearest(key, names);
    return name ? [[prefix + name, value] as const] : [];
  });
  const advice = 'settings are written one by one, such as';
  return [
    `${keys.map((key) => `"${quoted(key)}"`).join(', ')} ${keys.length > 1 ? 'are' : 'is'} set: ${advice}${
      entries.length > 0 ? pasteable(entries) : ` "${prefix}windows"`
    }`,
  ];
}

function describeUnknown(keys: readonly string[], settings: Settings, { prefix, names }: Spelling): string[] {
  const unknown = keys.map((key) => `"${prefix}${quoted(key)}"`).join(', ');
  const meant = keys.flatMap((key) => {
    const name = nearest(key, names);
    return name && !(name in settings) ? [[prefix + name, parseJson(settings[key])] as const] : [];
  });
  return [
    `${unknown} ${keys.length > 1 ? 'are not settings' : 'is not a setting'}: choose from ${names
      .map((name) => prefix + name)
      .join(', ')}${meant.length > 0 ? `. Perhaps you mean${pasteable(meant)}` : ''}`,
  ];
}

/** The setting that a misspelt name means: equal without capitals and signs, or one is the beginning of the other. */
function nearest(key: string, names: readonly string[]): string | undefined {
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const typed = letters(key);
  if (typed.length < 4) return undefined;
  return (
    names.find((name) => letters(name) === typed) ??
    names.find((name) => letters(name).startsWith(typed) || typed.startsWith(letters(name)))
  );
}

/** A URL in notifications may be one by which a pager is called: it is not repeated. */
function show(name: string, value: unknown): string {
  const text = printedValue(value);
  return name === 'notifications' ? text.replace(/(https?:\/\/)[^"\s]*/gi, '$1...') : text;
}

/** Of a name that anybody may have typed, what is safe to print. */
function quoted(key: string): string {
  return toJson(key).slice(1, -1);
}
