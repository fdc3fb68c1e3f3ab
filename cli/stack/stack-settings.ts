/** The configuration that a command runs with: the context that the CDK CLI would hand to the app. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type ExporterSettings, parseWindow } from '../../lambda/send-statistics/contract';
import { type Config, readConfig } from '../../lib/config/config';
import { InputError } from '../terminal/input-error';
import { parseJsonText } from '../terminal/json-text';
import { toExcerpt } from '../terminal/text-excerpt';

export type StackContext = Readonly<Record<string, unknown>>;

/** Where CDK finds its files. */
export interface ContextFolders {
  /** Has `cdk.json` and, where CDK keeps what it looked up, `cdk.context.json`. */
  readonly project: string;
  /** May have a `.cdk.json` for all projects. */
  readonly home: string;
}

const FOLDERS: ContextFolders = { project: path.join(__dirname, '../..'), home: homedir() };

/** What the option `-c` leaves among a command's options. */
export interface ContextOption {
  /** Settings in place of those of cdk.json. */
  readonly context?: StackContext;
}

/** Gives a command the option `-c key=value`, as `cdk` has it. */
export function addContextOption(command: Command): Command {
  return command.option(
    '-c, --context <key=value>',
    'a setting in place of that in cdk.json, such as exporter:windows=1h,24h,14d; can be repeated',
    addAssignment,
  );
}

function addAssignment(assignment: string, context: StackContext = {}): StackContext {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (key === undefined) {
    throw new InvalidArgumentError('write a setting and its value, such as exporter:windows=1h,24h,14d.');
  }
  if (key.startsWith('aws:')) throw new InvalidArgumentError('keys that begin with "aws:" belong to CDK itself.');
  return { ...context, [key]: value };
}

/**
 * The context in CDK's order: the command line, `cdk.json`, `cdk.context.json`, `.cdk.json` of the user.
 *
 * @throws InputError for a file that is broken, with the place, and for a project without `cdk.json`
 */
export function readStackContext(
  commandLine: StackContext = {},
  { project, home }: ContextFolders = FOLDERS,
): StackContext {
  const cdkJson = path.join(project, 'cdk.json');
  const configured = readJsonObject(cdkJson);
  if (!configured)
    throw new InputError(`${cdkJson} does not exist: restore it, for example with "git checkout cdk.json"`);
  const userFile = path.join(home, '.cdk.json');
  return {
    ...contextOf(readJsonObject(userFile), userFile),
    ...readJsonObject(path.join(project, 'cdk.context.json')),
    ...contextOf(configured, cdkJson),
    ...commandLine,
  };
}

/** What the app would read from a context. */
export interface StackConfig {
  readonly config: Config;
  /** What the stack would configure in the function. */
  readonly settings: ExporterSettings;
}

/** @throws ConfigError as the stack would */
export function readStackConfig(context: StackContext): StackConfig {
  const config = readConfig(context);
  const { namespace, windows, optionalMetrics, schedulePeriodMinutes } = config;
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
  throw new InputError(`${file} holds ${toExcerpt(content)}: write an object, such as {"context": {}}`);
}

function parse(text: string, file: string): unknown {
  try {
    return parseJsonText(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError(`${file} is not valid JSON: ${(error as SyntaxError).message}; correct it there`);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new InputError(`${file} cannot be read (${code}): it must be a file that you may read`);
  }
}

function isObject(value: unknown): value is StackContext {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
