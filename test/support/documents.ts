/**
 * The documents of this repository and the command outputs that they show. `npx tsx test/support/record-outputs.ts` records the
 * outputs again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { costTable } from '../../cli/cost';
import { run } from '../../cli/start/run';
import { readOptions } from '../../cli/start/start-options';
import { runScriptAsync, startInBackground } from './start';

export const PAGES = readdirSync('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** Paths of all documents, relative to the repository. */
export const DOCUMENTS: readonly string[] = ['README.md', 'RUNBOOK.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...PAGES];

export function textOf(document: string): string {
  return readFileSync(document, 'utf8');
}

/** Returns a document without its code blocks, inline code and comments. */
function proseOf(document: string): string {
  return textOf(document).replace(/^ *```[\s\S]*?^ *```$|`[^`\n]*`|<!--.*?-->/gm, '');
}

/** Returns the cells of all table rows that begin with inline code. */
export function tableRows(document: string): readonly string[][] {
  return Array.from(textOf(document).matchAll(/^\| (`.*) \|$/gm), ([, row = '']) => row.split(/ *\| */));
}

/** Returns the anchors of a document's headings, as GitHub generates them. */
export function anchorsOf(document: string): readonly string[] {
  const text = textOf(document).replace(/^```[\s\S]*?^```$/gm, '');
  return Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A relative link. */
export interface Link {
  /** Path of the target, relative to the repository. */
  readonly target: string;
  /** Empty without a fragment. */
  readonly anchor: string;
}

export function linksOf(document: string): readonly Link[] {
  return Array.from(proseOf(document).matchAll(/\]\((?!\w+:)([^)#]*)#?([^)]*)\)/g), ([, file = '', anchor = '']) => ({
    target: file === '' ? document : path.join(path.dirname(document), file),
    anchor,
  }));
}

/** A command output that a document shows, below a comment with the command. */
export interface Recording {
  readonly document: string;
  readonly command: string;
  readonly output: string;
}

const RECORDING = /(<!-- recorded: (.+) -->\n(?:```\w*\n)?)((?:\|.*\n)+|[\s\S]*?(?=```))/g;

export function recordingsOf(document: string): readonly Recording[] {
  return Array.from(textOf(document).matchAll(RECORDING), ([, , command = '', output = '']) => ({
    document,
    command,
    output,
  }));
}

/** Returns the document's text with outputs replaced, by command. */
export function withOutputs(document: string, outputs: ReadonlyMap<string, string>): string {
  return textOf(document).replace(
    RECORDING,
    (_, comment: string, command: string, output: string) => comment + (outputs.get(command) ?? output),
  );
}

/** Returns whether a command needs a process of its own. Such commands run in `npm run test:long`. */
export function isSlow(command: string): boolean {
  return command === 'npm run template' || command.startsWith('npm run -s insights');
}

/** Returns the lines before the first line that begins with `line`, or that line and all lines after it. */
function partOf(output: string, line: string, isRest: boolean): string {
  const start = output.indexOf(`\n${line}`) + 1;
  if (start === 0) throw new Error(`No line of the output begins with "${line}"`);
  return isRest ? output.slice(start) : output.slice(0, start);
}

/**
 * Runs a recorded command. The end of the command may select a part of the output: `, from "LINE"` or `, until "LINE"`.
 *
 * @throws Error for a command that is unknown here, or that fails
 */
export function outputOf(command: string): Promise<string> {
  const known = outputs.get(command) ?? runCommand(command);
  outputs.set(command, known);
  return known;
}

/** Several recordings may show parts of one output. */
const outputs = new Map<string, Promise<string>>();

async function runCommand(command: string): Promise<string> {
  const [, whole, edge, line] = /^(.*), (from|until) "([^"]+)"$/.exec(command) ?? [];
  if (whole !== undefined && line !== undefined) return partOf(await outputOf(whole), line, edge === 'from');
  if (command === 'npm run cost') return `${costTable()}\n`;
  if (command === 'npm run template') return templateCommands();
  const [, startArgs] = /^npm start -- (--once .*)$/.exec(command) ?? [];
  if (startArgs !== undefined) return startOutput(startArgs.split(' '));
  const [, args, startedWith] = /^npm run -s insights -- (.*), beside npm start -- (.*)$/.exec(command) ?? [];
  if (args !== undefined && startedWith !== undefined) {
    return insightsOutput(args.replaceAll("'", '').split(' '), startedWith.split(' '));
  }
  throw new Error(`The recorded command "${command}" is unknown: add it to outputOf in test/support/documents.ts`);
}

/** Returns the standard output of `npm start`, without a Region in the environment. */
async function startOutput(args: readonly string[]): Promise<string> {
  const { log } = console;
  const { AWS_REGION, AWS_DEFAULT_REGION, CDK_DEFAULT_REGION, ...environment } = process.env;
  const original = process.env;
  const lines: unknown[] = [];
  console.log = (line) => lines.push(line);
  process.env = environment;
  try {
    const options = readOptions(args);
    if (!options || !(await run(options))) throw new Error(`npm start -- ${args.join(' ')} failed`);
  } finally {
    console.log = log;
    process.env = original;
  }
  return `${lines.join('\n')}\n`;
}

/** Returns the commands below the two introductory lines. */
async function templateCommands(): Promise<string> {
  const { status, stdout, stderr } = await runScriptAsync('template', []);
  if (status !== 0) throw new Error(stderr);
  return stdout.slice(stdout.indexOf('\n\n') + 2);
}

async function insightsOutput(args: readonly string[], startArgs: readonly string[]): Promise<string> {
  const start = startInBackground(startArgs, {});
  try {
    const [url] = /http:\S+(?=\/v1\/messages)/.exec(await start.read(/\/v1\/messages/)) ?? [];
    if (!url)
      throw new Error(`npm start -- ${startArgs.join(' ')} printed no URL of the look-up API: ${start.errors()}`);
    const { status, stdout, stderr } = await runScriptAsync('insights', ['--url', url, ...args]);
    if (status !== 0) throw new Error(stderr);
    return stdout.replaceAll(` --url '${url}'`, ''); // a reader passes no URL, because the port is the default one
  } finally {
    await start.stop();
  }
}
