import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { gzipSync } from 'node:zlib';
import { bundleBaselines } from './baselines';
import { bundleFunctions, FEATURES, type Feature } from './bundles';
import type { Section, Table } from './section';

const TITLES: Readonly<Record<Feature, string>> = {
  'send-statistics': 'Exporter',
  'message-insights': 'Look-ups',
  'message-insights/widgets': 'Widgets',
  'alarm-brief': 'Briefs',
  'weekly-report': 'Weekly report',
};

/** The smallest part with a row of its own, bytes. */
const SMALLEST = 5_000;

export const BUNDLE_SIZE: Section = {
  name: 'size',
  description: 'bytes of the code that Lambda loads, and what they are',
  async measure() {
    const bundles = bundleFunctions();
    const baselines = bundleBaselines();
    try {
      const files = FEATURES.map((feature) => [feature, bundles.functions[feature].file] as const);
      return [sizeTable(files, baselines.files), partsTable(files)];
    } finally {
      bundles.remove();
      baselines.remove();
    }
  },
};

type Files = readonly (readonly [feature: Feature, file: string])[];

function sizeTable(files: Files, baselines: Readonly<Partial<Record<Feature, string>>>): Table {
  const bytesOf = (file?: string) => (file === undefined ? '' : toKb(readFileSync(file).length));
  return {
    title: 'Code',
    columns: ['Function', 'KB', 'KB with gzip', 'KB of the source map', 'KB of the baseline'],
    rows: files.map(([feature, file]) => [
      TITLES[feature],
      bytesOf(file),
      toKb(gzipSync(readFileSync(file)).length),
      bytesOf(`${file}.map`),
      bytesOf(baselines[feature]),
    ]),
    notes: [
      '1 KB is 1,000 bytes. The function reads its source map only if it fails. The baseline is the one of the cold starts.',
    ],
  };
}

function partsTable(files: Files): Table {
  const parts = files.map(([, file]) => bytesOfParts(file));
  const names = [...new Set(parts.flatMap((bytes) => [...bytes.keys()]))];
  const largest = (name: string) => Math.max(...parts.map((bytes) => bytes.get(name) ?? 0));
  const shown = names.filter((name) => largest(name) >= SMALLEST).sort((a, b) => largest(b) - largest(a));
  const rest = (bytes: ReadonlyMap<string, number>) =>
    [...bytes].reduce((sum, [name, size]) => (shown.includes(name) ? sum : sum + size), 0);
  return {
    title: 'What the code is, KB',
    columns: ['', ...files.map(([feature]) => TITLES[feature])],
    rows: [
      ...shown.map((name) => [`\`${name}\``, ...parts.map((bytes) => toKb(bytes.get(name) ?? 0))]),
      ['the rest', ...parts.map((bytes) => toKb(rest(bytes)))],
    ],
  };
}

/** Returns the bytes of each package, and of each folder of `lambda`. */
function bytesOfParts(file: string): Map<string, number> {
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  const bytes = new Map<string, number>();
  for (const [lineNumber, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (let column = 0; column < line.length; column++) {
      const entry = map.findEntry(lineNumber, column);
      const part = 'originalSource' in entry ? partOf(entry.originalSource) : 'wrappers';
      bytes.set(part, (bytes.get(part) ?? 0) + 1);
    }
  }
  return bytes;
}

/** Returns the package or folder of a source, such as `@smithy/core`, `csv-parse` and `lambda/shared/mail`. */
function partOf(source: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  return name ?? source.replace(/^.*?(lambda\/.*)\/[^/]*$/, '$1').replace(/^(lambda\/[^/]+\/[^/]+)\/.*/, '$1');
}

function toKb(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
