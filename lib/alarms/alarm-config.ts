/** The shape of the alarms' settings. */
import * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { parsePart, settingsOf } from '../shared/schema-wording';
import type { AlarmKind, SettingOfKind } from './alarm-row';
import { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
import { mapAlarms } from './alarm-table';

const COUNT = z.number('write a number').int('write a whole number');

const PERIODS = { datapointsToAlarm: COUNT, evaluationPeriods: COUNT };
const THRESHOLD = { ...PERIODS, threshold: z.number('write a number') };
const WINDOW = { window: z.string('write a window such as 24h') };

const SHAPES = {
  rate: { ...THRESHOLD, ...WINDOW, attempts: COUNT, events: COUNT },
  threshold: THRESHOLD,
  heartbeat: { ...PERIODS, ...WINDOW },
} satisfies { readonly [K in AlarmKind]: { readonly [P in keyof SettingOfKind[K]]-?: z.ZodType<SettingOfKind[K][P]> } };

/** Accepts false, or some of the numbers. */
function overrideOf(shape: z.ZodRawShape) {
  const names = Object.keys(shape).join(', ');
  const numbers = settingsOf(shape, `write false, or an object of ${names}, all numbers but a window`).partial();
  return z.unknown().transform((value, context) => {
    if (value === false || value === undefined) return value;
    return parsePart(numbers, value, context);
  });
}

const ALL_OFF: AlarmOverrides = mapAlarms(() => false);

const OVERRIDES = z.preprocess(
  (value) => (value === false ? ALL_OFF : value),
  settingsOf(
    mapAlarms(({ kind }) => overrideOf(SHAPES[kind]).optional()),
    'write an object of alarms, or false for no alarms at all',
  ),
);

/** In cdk.json an object, or false for no alarms at all; on the command line the same as JSON. */
export const alarms = z
  .preprocess(parseJson, OVERRIDES.prefault({}))
  .transform((overrides) => mergeAlarmSettings(overrides as AlarmOverrides));
