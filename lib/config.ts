import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_SCHEDULE_PERIOD_MINUTES,
  DEFAULT_WINDOWS,
  isOptionalMetric,
  METRIC_NAMES,
  SCHEDULE_PERIODS_MINUTES,
} from '../lambda/send-statistics/contract';
import { alarms, notifications } from './alarm-config';
import { alarmProblems } from './alarm-settings';
import { regionOf } from './arn-region';
import { ConfigError } from './config-error';
import { parseJson, splitAtCommas, splitTags, toBoolean, toNumber } from './context-text';
import type { ExporterOptions } from './exporter-options';
import { messageInsights } from './insights-config';
import { monitoring, sinkArns } from './monitoring-config';
import { dashboardProblems } from './monitoring-settings';
import { logNamespaceProblems, namespaceProblems } from './namespace';
import { hasNoRepeats } from './no-repeats';
import { readWindows } from './windows';

/** Every setting's context key is this prefix and its name, such as `exporter:windows`. */
export const CONTEXT_PREFIX = 'exporter:';

const OPTIONAL_METRICS = METRIC_NAMES.filter(isOptionalMetric);

/** Days that CloudWatch Logs keeps log lines for. */
const RETENTIONS = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const LIST_ADVICE = 'write a list of texts, or one text with commas';
const TAGS_ADVICE = 'write an object of texts, or key=value,key=value';

/** In cdk.json a list; from the command line, where all is text, one text with commas. */
const list = z.preprocess(splitAtCommas, z.array(z.string(LIST_ADVICE), LIST_ADVICE));

/** In cdk.json a number; from the command line a text. */
const number = z.preprocess(toNumber, z.number('write a number'));

/** In cdk.json true or false; from the command line the same as a text. */
const flag = z.preprocess(toBoolean, z.boolean('write true or false'));

/** In cdk.json an object; from the command line `key=value,key=value`. */
const tags = z.preprocess(
  splitTags,
  z.record(
    z
      .string()
      .regex(
        /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
        'write keys of 1 to 128 letters, digits, spaces and _ . : / = + - @',
      )
      .regex(/^(?!aws:)/i, 'start keys with anything but "aws:", which is for AWS itself'),
    z.string(TAGS_ADVICE).max(256, 'write values of at most 256 characters'),
    TAGS_ADVICE,
  ),
);

const SETTINGS = z.strictObject({
  regions: list
    .pipe(z.array(z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d+$/, 'write Region names such as eu-west-1')))
    .refine((names) => names.length > 0, 'name at least one Region, or leave the setting out')
    .refine(hasNoRepeats, 'name every Region once')
    .optional(),
  namespace: z
    .string('write a text')
    .superRefine(report((namespace) => namespaceProblems(namespace)))
    .default(DEFAULT_NAMESPACE),
  windows: list.superRefine(report((labels) => readWindows(labels).problems)).default([...DEFAULT_WINDOWS]),
  optionalMetrics: list
    .pipe(z.array(z.enum(OPTIONAL_METRICS, `choose from ${OPTIONAL_METRICS.join(', ')}`)))
    .refine(hasNoRepeats, 'name every metric once')
    .default([]),
  schedulePeriodMinutes: number
    .pipe(z.literal(SCHEDULE_PERIODS_MINUTES, `choose from ${SCHEDULE_PERIODS_MINUTES.join(', ')}`))
    .default(DEFAULT_SCHEDULE_PERIOD_MINUTES),
  logRetentionDays: number
    .pipe(z.literal(RETENTIONS as RetentionDays[], `choose from ${RETENTIONS.join(', ')}`))
    .default(RetentionDays.ONE_MONTH),
  tags: tags.default({}),
  alarms: alarms.prefault({}),
  notifications: notifications.prefault({}),
  messageInsights: messageInsights.prefault({}),
  dashboard: flag.default(true),
  healthEvents: flag.default(false),
  monitoringSinkArns: list.pipe(sinkArns).default([]),
  monitoring,
  runbookUrl: z.url('write the URL of a page').max(300, 'write a URL of at most 300 characters').optional(),
} satisfies Record<keyof ExporterOptions | 'monitoring', z.ZodType>);

/** What the app deploys. README, "Configuration", says what each setting means. */
export type Config = z.infer<typeof SETTINGS>;

const NAMES = Object.keys(SETTINGS.shape);

/**
 * The configuration in a CDK context, from cdk.json and `-c`.
 *
 * @throws ConfigError that says of every problem what was wrong, what was got and what to do
 */
export function readConfig(context: Readonly<Record<string, unknown>>): Config {
  const settings = Object.fromEntries(
    Object.entries(context)
      .filter(([key]) => key.startsWith(CONTEXT_PREFIX))
      .map(([key, value]) => [key.slice(CONTEXT_PREFIX.length), value]),
  );
  return checkSettings(settings, CONTEXT_PREFIX, Object.keys(context).flatMap(describeMisplaced));
}

/**
 * The configuration that settings make, each default in its place.
 *
 * @param prefix what stands before each name where it was written
 * @param misplaced problems that were found before
 * @throws ConfigError as `readConfig` does
 */
export function checkSettings(
  settings: Readonly<Record<string, unknown>>,
  prefix: string,
  misplaced: readonly string[] = [],
): Config {
  const result = SETTINGS.safeParse(settings);
  const problems = [
    ...misplaced,
    ...(result.error?.issues ?? []).flatMap((issue) => describe(issue, settings, prefix)),
    ...contradictionsBeside(result.error?.issues ?? [], settings, prefix),
  ];
  if (problems.length === 0 && result.success) return result.data;
  throw new ConfigError(`The configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** The contradictions among the settings that are well-formed, so that all problems are told at once. */
function contradictionsBeside(
  issues: readonly z.core.$ZodIssue[],
  settings: Readonly<Record<string, unknown>>,
  prefix: string,
): string[] {
  const broken = new Set(issues.map(({ path }) => path[0]));
  // What alarms contradict cannot be told while it is not known.
  if (['alarms', 'windows', 'schedulePeriodMinutes', 'notifications'].some((name) => broken.has(name))) return [];
  const sound = Object.entries(settings).filter(([name]) => NAMES.includes(name) && !broken.has(name));
  return contradictions(SETTINGS.parse(Object.fromEntries(sound)), prefix);
}

/** What cannot be meant together, though each setting is well-formed. */
function contradictions(config: Config, prefix: string): string[] {
  const { alarms, notifications, windows, schedulePeriodMinutes } = config;
  const { critical, warning } = notifications;
  const isMixed = [critical, warning].some(
    ({ emails, endpointParameters, topicArns }) =>
      topicArns.length > 0 && emails.length + endpointParameters.length > 0,
  );
  const isDoubled = [critical, warning].some(({ topicArns }) => !hasNoRepeats(topicArns.map(regionOf)));
  return [
    ...alarmProblems(alarms, windows, schedulePeriodMinutes).map((problem) => `"${prefix}alarms": ${problem}`),
    ...(isMixed
      ? [`"${prefix}notifications": topicArns stand beside other receivers: subscribe those to your topic instead`]
      : []),
    ...(isDoubled
      ? [`"${prefix}notifications": two topicArns are in one Region: name one for each, and subscribe the other to it`]
      : []),
    ...(config.messageInsights ? logNamespaceProblems(config.namespace) : []).map(
      (problem) => `"${prefix}namespace" is ${JSON.stringify(config.namespace)}: ${problem}`,
    ),
    ...(config.monitoring
      ? dashboardProblems(config.monitoring.sourceAccounts, config.regions ?? [undefined]).map(
          (problem) => `"${prefix}monitoring": ${problem}`,
        )
      : []),
    ...(config.regions ?? []).flatMap((region) => regionProblems(config, region, prefix)),
  ];
}

/** What a Region lacks of what is named once for each, a sentence each. */
export function regionProblems(
  { messageInsights, monitoringSinkArns }: Pick<Config, 'messageInsights' | 'monitoringSinkArns'>,
  region: string | undefined,
  prefix: string,
): string[] {
  const named: [place: string, arns: string[], what: string][] = [
    ['messageInsights", encryptionKeyArns', messageInsights ? messageInsights.encryptionKeyArns : [], 'a key'],
    ['monitoringSinkArns"', monitoringSinkArns, 'the sink'],
  ];
  return named
    .filter(([, arns]) => arns.length > 0 && !arns.some((arn) => regionOf(arn) === region))
    .map(
      ([place, arns, what]) =>
        `"${prefix}${place}: none of ${arns.join(', ')} is in the Region ${region ?? `of the stack, which is not known unless "${prefix}regions" names it`}: add ${what} of that Region`,
    );
}

/** A key that was meant for this app but is not read by it. */
function describeMisplaced(key: string): string[] {
  if (NAMES.includes(key)) return [`"${key}" is set: write it as "${CONTEXT_PREFIX}${key}"`];
  const isNearMiss = /^exporter\b/i.test(key) && !key.startsWith(CONTEXT_PREFIX);
  return isNearMiss ? [`"${key}" is set: settings are written one by one, such as "${CONTEXT_PREFIX}windows"`] : [];
}

/** Settings that are objects of settings: the one that is meant is named, and not all of them are repeated. */
const NESTED: readonly string[] = ['alarms', 'notifications'];

function describe(issue: z.core.$ZodIssue, settings: Readonly<Record<string, unknown>>, prefix: string): string[] {
  const [name = '', ...path] = issue.path.map(String);
  const place = [...path, ''].join('.');
  if (issue.code === 'unrecognized_keys') {
    if (name) return issue.keys.map((key) => `"${prefix}${name}", ${place}${key}: there is no such setting`);
    const known = NAMES.map((known) => prefix + known).join(', ');
    return issue.keys.map((key) => `"${prefix}${key}" is not a setting: choose from ${known}`);
  }
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  if (['messageInsights', 'monitoring'].includes(name) && path.length > 0) {
    const got = path.reduce((value, key) => (value as Record<string, unknown>)?.[key], parseJson(settings[name]));
    return [`"${prefix}${name}", ${path.join('.')} is ${JSON.stringify(got) ?? 'missing'}: ${message}`];
  }
  if (NESTED.includes(name) && path.length > 0) return [`"${prefix}${name}", ${path.join('.')}: ${message}`];
  return [`"${prefix}${name}" is ${JSON.stringify(settings[name])}: ${message}`];
}

/** Tells zod the problems that a check of our own found. */
function report<T>(problemsOf: (value: T) => string[]) {
  return (value: T, context: z.RefinementCtx) => {
    for (const message of problemsOf(value)) context.addIssue({ code: 'custom', message });
  };
}
