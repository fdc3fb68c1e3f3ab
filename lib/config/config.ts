import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_SCHEDULE_PERIOD_MINUTES,
  DEFAULT_WINDOWS,
  isOptionalMetric,
  METRIC_NAMES,
  SCHEDULE_PERIODS_MINUTES,
} from '../../lambda/send-statistics/contract';
import { alarms, notifications } from '../alarms/alarm-config';
import { runbookUrlProblems } from '../alarms/runbook-url';
import { messageInsights } from '../insights/insights-config';
import { monitoring, sinkArns } from '../monitoring/monitoring-config';
import { ConfigError } from '../shared/config-error';
import { splitAtCommas, splitTags, toBoolean, toNumber } from '../shared/context-text';
import { namespaceProblems } from '../shared/namespace';
import { hasNoRepeats } from '../shared/no-repeats';
import { printableLines } from '../shared/printable';
import { OWN_WORDS, report } from '../shared/schema-wording';
import { readWindows } from '../shared/windows';
import { describeIssues, describeMisplaced } from './config-problems';
import { CONTRADICTIONS } from './contradictions';
import type { ExporterOptions } from './exporter-options';
import { tagProblems } from './tag-problems';

/** Every setting's context key is this prefix and its name, such as `exporter:windows`. */
export const CONTEXT_PREFIX = 'exporter:';

const OPTIONAL_METRICS = METRIC_NAMES.filter(isOptionalMetric);

/** Days that CloudWatch Logs keeps log lines for. */
const RETENTIONS = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const LIST_ADVICE = 'write a list of strings, or one string with commas';
const TAGS_ADVICE = 'write an object of strings, or key=value,key=value';

/** In cdk.json a list; from the command line, where every value is a string, one string with commas. */
const list = z.preprocess(splitAtCommas, z.array(z.string(LIST_ADVICE), LIST_ADVICE));

/** In cdk.json a number; from the command line its digits. */
const number = z.preprocess(toNumber, z.number('write a number'));

/** In cdk.json true or false; from the command line the same word. */
const flag = z.preprocess(toBoolean, z.boolean('write true or false'));

/** In cdk.json an object; from the command line `key=value,key=value`. */
const tags = z.preprocess(
  splitTags,
  z.record(z.string(), z.string(TAGS_ADVICE), TAGS_ADVICE).superRefine(report(tagProblems)),
);

const SETTINGS = z.strictObject({
  regions: list
    .pipe(z.array(z.string().regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d+$/, 'write Region names such as eu-west-1')))
    .refine((names) => names.length > 0, 'name at least one Region, or leave the setting out')
    .refine(hasNoRepeats, 'name every Region once')
    .optional(),
  namespace: z.string('write a string').superRefine(report(namespaceProblems)).default(DEFAULT_NAMESPACE),
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
  runbookUrl: z.string('write the URL of a page').superRefine(report(runbookUrlProblems)).optional(),
} satisfies Record<keyof ExporterOptions | 'monitoring', z.ZodType>);

/** What the app deploys. README, "Configuration", says what each setting means. */
export type Config = z.infer<typeof SETTINGS>;

const NAMES = Object.keys(SETTINGS.shape) as (keyof Config)[];

/** The Regions of the stacks where the settings name none: undefined for one that is known at deployment only. */
export type StackRegions = readonly (string | undefined)[];

/**
 * The configuration in a CDK context, from cdk.json and `-c`.
 *
 * @param stackRegions the Regions of the stacks unless the context names some. Default: none, and what has to be named for
 * each Region is not looked for
 * @throws ConfigError that says of every problem what was wrong, what was got and what to do
 */
export function readConfig(context: Readonly<Record<string, unknown>>, stackRegions?: StackRegions): Config {
  const settings = Object.fromEntries(
    Object.entries(context)
      .filter(([key]) => key.startsWith(CONTEXT_PREFIX))
      .map(([key, value]) => [key.slice(CONTEXT_PREFIX.length), value]),
  );
  const misplaced = describeMisplaced(context, CONTEXT_PREFIX, NAMES);
  return checkSettings(settings, { prefix: CONTEXT_PREFIX, stackRegions, misplaced });
}

export interface CheckOptions {
  /** What is written before each name. */
  readonly prefix: string;
  /** As of `readConfig`. */
  readonly stackRegions?: StackRegions;
  /** Problems that were found before. Default: none. */
  readonly misplaced?: readonly string[];
}

/**
 * The configuration that settings make, each default in its place.
 *
 * @throws ConfigError as `readConfig` does
 */
export function checkSettings(
  settings: Readonly<Record<string, unknown>>,
  { prefix, stackRegions = [], misplaced = [] }: CheckOptions,
): Config {
  const result = SETTINGS.safeParse(settings, OWN_WORDS);
  const issues = result.error?.issues ?? [];
  const broken = new Set(issues.map(({ path }) => path[0]));
  const sound = Object.entries(settings).filter(([name]) => NAMES.includes(name as keyof Config) && !broken.has(name));
  const config = SETTINGS.parse(Object.fromEntries(sound));
  const regions = config.regions ?? stackRegions;
  const problems = [
    ...misplaced,
    ...describeIssues(issues, settings, { prefix, names: NAMES }),
    // A contradiction cannot be judged while one of its settings is broken. All others are reported, too.
    ...CONTRADICTIONS.filter(({ among }) => !among.some((name) => broken.has(name))).flatMap(({ problemsOf }) =>
      problemsOf(config, { prefix, regions, settings }),
    ),
  ];
  if (problems.length === 0) return config;
  const lines = [...new Set(problems)].map((problem) => `- ${printableLines(problem)}`);
  throw new ConfigError(`The configuration cannot be used:\n${lines.join('\n')}`);
}
