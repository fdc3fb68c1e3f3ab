/** The shape of the alarms' settings. */
import * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { parsePart, settingsOf } from '../shared/schema-wording';
import type { AlarmKind, AnyRow, SettingOfKind } from './alarm-row';
import { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
import { mapAlarms } from './alarm-table';

const COUNT = z.number('write a number').int('write a whole number');

const PERIODS = { datapointsToAlarm: COUNT, evaluationPeriods: COUNT };
const THRESHOLD = { ...PERIODS, threshold: z.number('write a number') };
const WINDOW = { window: z.string('write a window such as 24h') };

const SHAPES = {
  rate: { ...THRESHOLD, ...WINDOW, attempts: COUNT, events: COUNT },
  threshold: THRESHOLD,
  comparison: { ...THRESHOLD, attemptsBefore: COUNT },
  heartbeat: { ...PERIODS, ...WINDOW },
} satisfies { readonly [K in AlarmKind]: { readonly [P in keyof SettingOfKind[K]]-?: z.ZodType<SettingOfKind[K][P]> } };

/** Returns a schema that accepts false, or some settings of an alarm; also true for an alarm that is off by default. */
function overrideOf({ kind, isOptIn = false }: AnyRow) {
  const shape: z.ZodRawShape = SHAPES[kind];
  const kinds = 'window' in shape ? 'numbers and a window' : 'numbers';
  const names = Object.keys(shape).join(', ');
  const advice = `write ${isOptIn ? 'true, ' : ''}false, or an object of ${kinds}: ${names}`;
  const settings = settingsOf(shape, advice).partial();
  return z.unknown().transform((value, context) => {
    if (value === false || value === undefined || (isOptIn && value === true)) return value;
    return parsePart(settings, value, context);
  });
}

const ALL_OFF: AlarmOverrides = mapAlarms<false>(() => false);

const OVERRIDES = z.preprocess(
  (value) => (value === false ? ALL_OFF : value),
  settingsOf(
    mapAlarms((row) => overrideOf(row).optional()),
    'write an object of alarms, or false for no alarms at all',
  ),
);

/** An object, or false for no alarms at all. On the command line, users write JSON. */
export const alarms = z
  .preprocess(parseJson, OVERRIDES.prefault({}))
  .transform((overrides) => mergeAlarmSettings(overrides as AlarmOverrides));
