/** The shape of what a configuration says of alarms and of who hears of them. */
import * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { hasNoRepeats } from '../shared/no-repeats';
import { parsePart, settingsOf } from '../shared/schema-wording';
import { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
import { ALARM_NAMES, type AlarmName, type AlarmSettings, RATE_ALARMS, THRESHOLD_ALARMS } from './alarm-table';
import { PARAMETER, PARAMETER_ADVICE, TOPIC_ARN } from './audience-problems';

const COUNT = z.number('write a number').int('write a whole number');

const PERIODS = { datapointsToAlarm: COUNT, evaluationPeriods: COUNT };
const THRESHOLD = { ...PERIODS, threshold: z.number('write a number') };
const WINDOW = { window: z.string('write a window such as 24h') };

const SETTING = {
  rate: overrideOf({ ...THRESHOLD, ...WINDOW, attempts: COUNT, events: COUNT }),
  threshold: overrideOf(THRESHOLD),
  heartbeat: overrideOf({ ...PERIODS, ...WINDOW }),
};

/** False, or some of the numbers. */
function overrideOf<T extends z.ZodRawShape>(shape: T) {
  const names = Object.keys(shape).join(', ');
  const numbers = settingsOf(shape, `write false, or an object of ${names}, all numbers but a window`).partial();
  return z.unknown().transform((value, context) => {
    if (value === false || value === undefined) return value;
    return parsePart(numbers, value, context);
  });
}

function settingOf(name: AlarmName) {
  if (name in RATE_ALARMS) return SETTING.rate;
  return name in THRESHOLD_ALARMS ? SETTING.threshold : SETTING.heartbeat;
}

const OVERRIDES = settingsOf(
  Object.fromEntries(ALARM_NAMES.map((name) => [name, settingOf(name).optional()])),
  'write an object of alarms, or false for no alarms at all',
);

const ALL_OFF: AlarmOverrides = Object.fromEntries(ALARM_NAMES.map((name) => [name, false]));

/** In cdk.json an object, or false for no alarms at all; from the command line the same as JSON. */
export const alarms = z
  .preprocess((value) => {
    const parsed = parseJson(value);
    return parsed === false ? ALL_OFF : parsed;
  }, OVERRIDES)
  .transform((overrides): AlarmSettings => mergeAlarmSettings(overrides as AlarmOverrides));

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
