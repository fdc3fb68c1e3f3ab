/** Problems of names: misspelled settings, and settings without their prefix. */
import { parseJson } from '../shared/context-text';
import { nearestName } from '../shared/nearest-name';
import { escaped } from '../shared/option-problems';
import { pasteable } from './pasteable';
import type { SettingName } from './settings-schema';

type Settings = Readonly<Record<string, unknown>>;

export interface Vocabulary {
  /** The string that users write before each name, such as `exporter:`. */
  readonly prefix: string;
  /** The settings that exist. */
  readonly names: readonly SettingName[];
}

/** Returns one problem for all settings that do not exist, with the settings that the user probably meant. */
export function describeUnknown(settings: Settings, { prefix, names }: Vocabulary): string[] {
  const keys = Object.keys(settings).filter((key) => !isSetting(key, names));
  if (keys.length === 0) return [];
  const unknown = keys.map((key) => `"${prefix}${escaped(key)}"`).join(', ');
  const meant = keys.flatMap((key) => {
    const name = nearestName(key, names);
    return name && !(name in settings) ? [[prefix + name, parseJson(settings[key])] as const] : [];
  });
  return [
    `${unknown} ${keys.length > 1 ? 'are not settings' : 'is not a setting'}: choose from ${names
      .map((name) => prefix + name)
      .join(', ')}${meant.length > 0 ? `. Did you mean${pasteable(meant)}` : ''}`,
  ];
}

/** Returns the settings that do not exist but whose names resemble an existing setting. */
export function misspelledOf(settings: Settings, { names }: Vocabulary): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) => !isSetting(key, names) && nearestName(key, names) !== undefined),
  );
}

/** Returns one problem for all context keys that look like settings but have no effect, such as `Exporter:windows`. */
export function describeMisplaced(context: Settings, { prefix, names }: Vocabulary): string[] {
  const word = prefix.replace(/\W+$/, '');
  const isNearMiss = (key: string) => new RegExp(`^${word}\\b`, 'i').test(key) && !key.startsWith(prefix);
  const keys = Object.keys(context).filter((key) => isSetting(key, names) || isNearMiss(key));
  const [first] = keys;
  if (first === undefined) return [];
  if (keys.length === 1 && isSetting(first, names)) return [`"${first}" is set: write it as "${prefix}${first}"`];
  const found = keys.flatMap((key) => {
    const value = parseJson(context[key]);
    if (key.toLowerCase() === word && typeof value === 'object' && value !== null) return Object.entries(value);
    return [[isSetting(key, names) ? key : key.slice(word.length).replace(/^\W+/, ''), value] as const];
  });
  const entries = found.flatMap(([key, value]) => {
    const name = nearestName(key, names);
    return name ? [[prefix + name, value] as const] : [];
  });
  const quoted = keys.map((key) => `"${escaped(key)}"`).join(', ');
  const example = entries.length > 0 ? pasteable(entries) : ` "${prefix}windows"`;
  return [`${quoted} ${keys.length > 1 ? 'are' : 'is'} set: write each setting as its own key, such as${example}`];
}

function isSetting(key: string, names: readonly SettingName[]): key is SettingName {
  return names.some((name) => name === key);
}
