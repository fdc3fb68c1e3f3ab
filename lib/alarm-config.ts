/** The shape of what a configuration says of alarms and of who hears of them. */
import * as z from 'zod';
import { type AlarmOverrides, mergeAlarmSettings } from './alarm-settings';
import { ALARM_NAMES, type AlarmName, type AlarmSettings, RATE_ALARMS, THRESHOLD_ALARMS } from './alarm-table';
import { parseJson } from './context-text';
import { hasNoRepeats } from './no-repeats';

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
  const numbers = z.strictObject(shape).partial();
  return z.unknown().transform((value, context) => {
    if (value === false || value === undefined) return value;
    const { success, data } = numbers.safeParse(value);
    if (success) return data;
    const names = Object.keys(shape).join(', ');
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} cannot be used: write false, or an object of ${names}, all numbers but a window`,
    });
    return z.NEVER;
  });
}

function settingOf(name: AlarmName) {
  if (name in RATE_ALARMS) return SETTING.rate;
  return name in THRESHOLD_ALARMS ? SETTING.threshold : SETTING.heartbeat;
}

const OVERRIDES = z.strictObject(Object.fromEntries(ALARM_NAMES.map((name) => [name, settingOf(name).optional()])));

const ALL_OFF: AlarmOverrides = Object.fromEntries(ALARM_NAMES.map((name) => [name, false]));

/** In cdk.json an object, or false for no alarms at all; from the command line the same as JSON. */
export const alarms = z
  .preprocess((value) => {
    const parsed = parseJson(value);
    return parsed === false ? ALL_OFF : parsed;
  }, OVERRIDES)
  .transform((overrides): AlarmSettings => mergeAlarmSettings(overrides as AlarmOverrides));

const AUDIENCE = z.strictObject({
  emails: z.array(z.email('write e-mail addresses')).refine(hasNoRepeats, 'name every address once').default([]),
  endpointParameters: z
    .array(
      z
        .string('write names of SSM parameters')
        .regex(
          /^[\w./-]+$/,
          'write names of SSM parameters that hold the URLs, never a URL itself: whoever knows it can page you',
        ),
    )
    .refine(hasNoRepeats, 'name every parameter once')
    .default([]),
  topicArns: z
    .array(z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/, 'write ARNs of SNS topics'))
    .default([]),
});

/** In cdk.json an object; from the command line the same as JSON. */
export const notifications = z.preprocess(
  parseJson,
  z.strictObject({
    critical: AUDIENCE.prefault({}),
    warning: AUDIENCE.prefault({}),
    okActions: z.array(z.enum(['critical', 'warning'], 'choose from critical, warning')).default(['critical']),
  }),
);
