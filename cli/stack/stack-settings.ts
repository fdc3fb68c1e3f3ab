/** Reads the configuration of the stack for commands, from the same places as the CDK CLI. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type ExporterSettings, parseWindow } from '../../lambda/send-statistics/contract';
import { optionalMetricsFor } from '../../lib/alarms/alarm-settings';
import { readConfig } from '../../lib/config/config';
import type { Config } from '../../lib/config/settings-schema';
import { InputError } from '../terminal/input-error';
import { parseJsonText } from '../terminal/json-text';
import { toExcerpt } from '../terminal/text-excerpt';

export type StackContext = Readonly<Record<string, unknown>>;

/** The folders of CDK's files. */
export interface ContextFolders {
  /** Contains `cdk.json`, and `cdk.context.json` if CDK has cached look-ups. */
  readonly project: string;
  /** May contain a `.cdk.json` for all projects. */
  readonly home: string;
}

const FOLDERS: ContextFolders = { project: path.join(__dirname, '../..'), home: homedir() };

/** The parsed option `-c`. */
export interface ContextOption {
  /** Settings that override cdk.json. */
  readonly context?: StackContext;
}

/** Adds the option `-c key=value` to a command, with the syntax of `cdk`. */
export function addContextOption(command: Command): Command {
  return command.option(
    '-c, --context <key=value>',
    'overrides a setting of cdk.json, such as exporter:windows=1h,24h,14d; can be repeated',
    addAssignment,
  );
}

function addAssignment(assignment: string, context: StackContext = {}): StackContext {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (key === undefined) {
    throw new InvalidArgumentError('write a setting and its value, such as exporter:windows=1h,24h,14d.');
  }
  if (key.startsWith('aws:')) throw new InvalidArgumentError('keys that begin with "aws:" are reserved for CDK.');
  return { ...context, [key]: value };
}

/**
 * Reads the context. As in CDK, the command line overrides `cdk.json`, which overrides `cdk.context.json`, which overrides the
 * user's `.cdk.json`.
 *
 * @throws InputError for an invalid file, with the position of the error, and for a project without `cdk.json`
 */
export function readStackContext(
  commandLine: StackContext = {},
  { project, home }: ContextFolders = FOLDERS,
): StackContext {
  const cdkJson = path.join(project, 'cdk.json');
  const configured = readJsonObject(cdkJson);
  if (!configured) {
    throw new InputError(`${cdkJson} does not exist: restore it, for example with "git checkout cdk.json"`);
  }
  const userFile = path.join(home, '.cdk.json');
  return {
    ...contextOf(readJsonObject(userFile), userFile),
    ...readJsonObject(path.join(project, 'cdk.context.json')),
    ...contextOf(configured, cdkJson),
    ...commandLine,
  };
}

export interface StackConfig {
  /** The configuration of the app. */
  readonly config: Config;
  /** The settings that the stack passes to the function. */
  readonly settings: ExporterSettings;
}

/**
 * Reads the configuration from a context.
 *
 * @throws ConfigError for a configuration that the stack rejects
 */
export function readStackConfig(context: StackContext): StackConfig {
  const config = readConfig(context);
  const { namespace, windows, alarms, schedulePeriodMinutes } = config;
  const optionalMetrics = optionalMetricsFor(alarms, config.optionalMetrics);
  return { config, settings: { namespace, windows: windows.map(parseWindow), optionalMetrics, schedulePeriodMinutes } };
}

function contextOf(content: StackContext | undefined, file: string): StackContext {
  const { context = {} } = content ?? {};
  if (isObject(context)) return context;
  throw new InputError(
    `"context" in ${file} is ${toExcerpt(context)}: write an object of settings, such as {"exporter:windows": ["1h", "24h", "14d"]}`,
  );
}

/** @returns undefined for a file that does not exist */
function readJsonObject(file: string): StackContext | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const content = parse(text, file);
  if (isObject(content)) return content;
  throw new InputError(`${file} contains ${toExcerpt(content)}: write an object, such as {"context": {}}`);
}

function parse(text: string, file: string): unknown {
  try {
    return parseJsonText(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(`${file} is not valid JSON: ${(error as SyntaxError).message}; correct the file`);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new InputError(`${file} cannot be read (${code}): it must be a readable file`);
  }
}

function isObject(value: unknown): value is StackContext {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
