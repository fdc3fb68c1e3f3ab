/** The shape of the alarms' settings. */
import * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { hasNoRepeats } from '../shared/no-repeats';
import { printedValue } from '../shared/printed-value';
import { OWN_WORDS, parsePart, settingsOf } from '../shared/schema-wording';
import type { AlarmKind, SettingOfKind } from './alarm-row';
import { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
import { type AlarmSettings, mapAlarms } from './alarm-table';
import { PARAMETER, PARAMETER_ADVICE, TOPIC_ARN } from './audience-problems';

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
  .preprocess(parseJson, OVERRIDES)
  .transform((overrides) => mergeAlarmSettings(overrides as AlarmOverrides));

/**
 * Reads overrides of any type.
 *
 * @returns the settings in force; or, for a wrong shape, one sentence for each problem
 */
export function readAlarmSettings(overrides: unknown): { settings?: AlarmSettings; problems: string[] } {
  const { data, error } = OVERRIDES.safeParse(overrides, OWN_WORDS);
  if (error) return { problems: error.issues.flatMap((issue) => describeIssue(issue, overrides)) };
  return { settings: mergeAlarmSettings(data as AlarmOverrides), problems: [] };
}

function describeIssue(issue: z.core.$ZodIssue, overrides: unknown): string[] {
  const place = ['alarms', ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...place, key].join('.')}: ${issue.message}`);
  }
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], overrides);
  return [`${place.join('.')} is ${printedValue(got)}: ${issue.message}`];
}

const EMAILS_ADVICE = 'write a list of e-mail addresses';
const PARAMETERS_ADVICE = 'write a list of names of SSM parameters';
const TOPICS_ADVICE = 'write a list of ARNs of SNS topics, one for each Region';
const LEVELS_ADVICE = 'write a list of levels: choose from critical, warning';

const AUDIENCE_SHAPE = {
  emails: z
    .array(z.email('write e-mail addresses'), EMAILS_ADVICE)
    .refine(hasNoRepeats, 'name every address once')
    .default([]),
  endpointParameters: z
    .array(z.string('write names of SSM parameters').regex(PARAMETER, PARAMETER_ADVICE), PARAMETERS_ADVICE)
    .refine(hasNoRepeats, 'name every parameter once')
    .default([]),
  topicArns: z
    .array(z.string('write ARNs of SNS topics').regex(TOPIC_ARN, 'write ARNs of SNS topics'), TOPICS_ADVICE)
    .default([]),
};

const AUDIENCE = settingsOf(AUDIENCE_SHAPE, 'write an object of emails, endpointParameters, topicArns');

/** In cdk.json an object; from the command line the same as JSON. */
export const notifications = z.preprocess(
  parseJson,
  settingsOf(
    {
      critical: AUDIENCE.prefault({}),
      warning: AUDIENCE.prefault({}),
      okActions: z
        .array(z.enum(['critical', 'warning'], 'choose from critical, warning'), LEVELS_ADVICE)
        .default(['critical']),
    },
    'write an object of critical, warning, okActions',
  ),
);
