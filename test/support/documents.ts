/**
 * The documents of this repository and the command outputs that they show. `npx tsx test/support/record-outputs.ts` records the
 * outputs again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startExamples } from '../../cli/start/insights-examples';
import { openSource } from '../../cli/start/source';
import { readOptions, type StartOptions } from '../../cli/start/start-options';
import type { LocalAws } from '../../local/aws/aws';
import { createMetricStore } from '../../local/aws/metric-store';
import { runInProcess } from './run-in-process';
import type { Script } from './start';
import { settingsOf } from './world';

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

/** Returns whether a command waits for SES, or bundles functions. Such commands run in `npm run test:long`. */
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
  const [, whole, edge, line] = /^(.*), (from|until) "([^"]+)"$/.exec(command) ?? [];
  if (whole !== undefined && line !== undefined) {
    return outputOf(whole).then((output) => partOf(output, line, edge === 'from'));
  }
  const known = outputs.get(command) ?? lastRun.then(() => runCommand(command));
  outputs.set(command, known);
  lastRun = known.catch(() => undefined);
  return known;
}

/** Several recordings may show parts of one output. */
const outputs = new Map<string, Promise<string>>();

/** Commands run one after the other, because they share the environment of this process. */
let lastRun: Promise<unknown> = Promise.resolve();

async function runCommand(command: string): Promise<string> {
  const [, look, started] = /^npm run -s insights -- (.*), beside npm start -- (.*)$/.exec(command) ?? [];
  if (look !== undefined && started !== undefined) {
    return insightsOutput(look.replaceAll("'", '').split(' '), started.split(' '));
  }
  const [, script, args] = /^npm (?:run )?(start|cost|template)(?: -- (.*))?$/.exec(command) ?? [];
  if (!script) {
    throw new Error(`The recorded command "${command}" is unknown: add it to runCommand in test/support/documents.ts`);
  }
  const output = await run(script as Script, args?.split(' ') ?? []);
  // The documents show the commands below the two introductory lines.
  return script === 'template' ? output.slice(output.indexOf('\n\n') + 2) : output;
}

async function run(script: Script, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runInProcess(script, args);
  if (status !== 0) throw new Error(`npm run ${script} -- ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/**
 * Runs `npm run insights` on the look-up API of `npm start`, whose exporter does not poll here. Searches end at once, because
 * their length is not in the output.
 */
async function insightsOutput(args: readonly string[], startArgs: readonly string[]): Promise<string> {
  const source = await openSource(readOptions(startArgs) as StartOptions, settingsOf(), { region: 'us-east-1' });
  const { aws, close } = await source.connect(createMetricStore({ now: source.now }), {
    exportJobs: { durationMs: 0 },
  });
  const examples = await startExamples(source, aws as LocalAws);
  try {
    const [url = ''] = /http:\S+(?=\/v1\/messages)/.exec(examples?.describe() ?? '') ?? [];
    const output = await run('insights', ['--url', url, ...args]);
    return output.replaceAll(` --url '${url}'`, ''); // a reader passes no URL, because the port is the default one
  } finally {
    await examples?.close();
    await close();
  }
}
