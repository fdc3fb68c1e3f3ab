/** Reads the options of the app, a stage and a stack: the same names, types, defaults and messages. */
import { assertNoProblems } from '../shared/config-error';
import { parseOptions } from '../shared/option-problems';
import type { StackRegion } from '../shared/regional-arns';
import { CONTRADICTIONS } from './contradictions';
import type { ExporterOptions, RegionOptions } from './exporter-options';
import { describeMisplaced, describeUnknown, misspelledOf, type Vocabulary } from './setting-names';
import { type Config, SETTING_NAMES, SETTINGS_SHAPE, type SettingName } from './settings-schema';

/** Every setting's context key is this prefix and its name, such as `exporter:windows`. */
export const CONTEXT_PREFIX = 'exporter:';

const CONTEXT: Vocabulary = { prefix: CONTEXT_PREFIX, names: SETTING_NAMES };
const STAGE: Vocabulary = { prefix: '', names: namesExcept('monitoring') };
const STACK: Vocabulary = { prefix: '', names: namesExcept('monitoring', 'regions', 'namePrefix', 'tags') };

/** Advice for properties that a stack does not have: properties of version 0.2, and those of a stage or an app. */
const MISPLACED_STACK_PROPS: Readonly<Record<string, string>> = {
  exporter: 'write its properties beside the other options of the stack, with logRetentionDays instead of logRetention',
  topics: 'write notifications, with the list topicArns instead of topicArn',
  insights: 'write messageInsights, with the list encryptionKeyArns instead of encryptionKeyArn',
  monitoringSinkArn: 'write the list monitoringSinkArns',
  regions: 'name the Region of the stack in its env, or define an ExporterStage',
  monitoring: 'define a MonitoringStack in the monitoring account',
  namePrefix: 'give the stack the id that its names should begin with, or define an ExporterStage',
};

/** The properties of `alarms` in version 0.2, and what to write instead. */
const MISPLACED_IN_ALARMS: Readonly<Record<string, string>> = {
  settings: 'write its entries directly in alarms',
  okActions: 'write it in notifications',
  runbookUrl: 'write it beside the other options of the stack',
};

type Settings = Readonly<Record<string, unknown>>;

/**
 * Reads the configuration from a CDK context, which contains cdk.json and the options `-c`.
 *
 * @param stackRegions the Regions of the stacks if the context names none. Default: none, and no ARN is compared with a Region
 * @throws ConfigError that lists all problems. Each problem names the setting, its value and what to do
 */
export function readConfig(context: Settings, stackRegions: readonly StackRegion[] = []): Config {
  const settings = Object.fromEntries(
    Object.entries(context)
      .filter(([key]) => key.startsWith(CONTEXT_PREFIX))
      .map(([key, value]) => [key.slice(CONTEXT_PREFIX.length), value]),
  );
  return check(settings, {
    vocabulary: CONTEXT,
    stackRegions,
    regionSetting: `"${CONTEXT_PREFIX}regions"`,
    problems: [...describeMisplaced(context, CONTEXT), ...describeUnknown(settings, CONTEXT)],
  });
}

/**
 * Reads the options of a stage. Untyped callers may pass anything.
 *
 * @param stackRegion the Region of the stack if the options name none
 * @throws ConfigError as `readConfig` does
 */
export function readStageOptions(options: ExporterOptions, stackRegion: StackRegion): Config {
  const { monitoring, ...settings } = options as ExporterOptions & { readonly monitoring?: unknown };
  const misplaced =
    monitoring === undefined
      ? []
      : ['"monitoring" is not an option of a stage: put a MonitoringStack into a Stage of the monitoring account'];
  return check(settings as Settings, {
    vocabulary: STAGE,
    stackRegions: [stackRegion],
    regionSetting: '"regions"',
    problems: [...misplaced, ...describeUnknown(settings as Settings, STAGE)],
  });
}

/**
 * Splits the properties of a stack into the options of this package and those of CDK. Unknown properties count as CDK's,
 * because a newer CDK or a subclass may have more properties.
 */
export function splitStackProps<P extends RegionOptions>(props: P) {
  const isOption = (name: string) => STACK.names.some((known) => known === name);
  const entries = Object.entries(props);
  return {
    options: Object.fromEntries(entries.filter(([name]) => isOption(name))) as RegionOptions,
    stackProps: Object.fromEntries(entries.filter(([name]) => !isOption(name))) as Omit<P, keyof RegionOptions>,
  };
}

/**
 * Reads the options among the properties of a stack.
 *
 * @throws ConfigError as `readConfig` does
 */
export function readStackOptions(props: RegionOptions, stackRegion: StackRegion): Config {
  const { options, stackProps } = splitStackProps(props);
  const misplaced = Object.keys(MISPLACED_STACK_PROPS).filter((name) => name in stackProps);
  const misspelled = misspelledOf(without(stackProps, misplaced), STACK);
  const alarms = isObject(options.alarms) ? options.alarms : {};
  const misplacedInAlarms = Object.keys(MISPLACED_IN_ALARMS).filter((name) => name in alarms);
  const settings = misplacedInAlarms.length > 0 ? { ...options, alarms: without(alarms, misplacedInAlarms) } : options;
  return check(settings as Settings, {
    vocabulary: STACK,
    stackRegions: [stackRegion],
    regionSetting: 'its env',
    problems: [
      ...misplaced.map((name) => `"${name}" is not an option of a stack: ${MISPLACED_STACK_PROPS[name]}`),
      ...misplacedInAlarms.map((name) => `"alarms", ${name} is not an option of a stack: ${MISPLACED_IN_ALARMS[name]}`),
      ...describeUnknown(misspelled, STACK),
    ],
  });
}

interface Source {
  readonly vocabulary: Vocabulary;
  readonly stackRegions: readonly StackRegion[];
  readonly regionSetting: string;
  /** Problems that are already known. */
  readonly problems: readonly string[];
}

function check(settings: Settings, { vocabulary: { prefix, names }, stackRegions, ...source }: Source): Config {
  const known = Object.fromEntries(Object.entries(settings).filter(([name]) => names.some((known) => known === name)));
  const { options: config, problems, broken } = parseOptions(SETTINGS_SHAPE, known, prefix);
  const regions = config.regions ?? stackRegions;
  // Skips a contradiction if one of its settings already has a problem.
  const sound = CONTRADICTIONS.filter(({ among }) => !among.some((name) => broken.has(name)));
  assertNoProblems([
    ...source.problems,
    ...problems,
    ...sound.flatMap(({ problemsOf }) =>
      problemsOf(config, { prefix, settings: known, regions, regionSetting: source.regionSetting }),
    ),
  ]);
  return config;
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null;
}

function namesExcept(...excluded: SettingName[]): SettingName[] {
  return SETTING_NAMES.filter((name) => !excluded.includes(name));
}

function without(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}
