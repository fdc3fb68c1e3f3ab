/** Reads code blocks from the documents, so that tests run exactly the commands that readers copy. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY } from './programs';

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/**
 * Returns the code blocks below a heading of level 2, up to the next one.
 *
 * @throws Error if the document has no such heading, or no code block below it
 */
export function codeBlocks(document: string, heading: string): readonly CodeBlock[] {
  const text = readFileSync(path.join(REPOSITORY, document), 'utf8');
  const section = text.split(/^## /m).find((candidate) => candidate.startsWith(`${heading}\n`)) ?? '';
  const blocks = Array.from(section.matchAll(/^```(\w+)\n(.*?)\n```$/gms), ([, language = '', code = '']) => ({
    language,
    code,
  }));
  if (blocks.length === 0) throw new Error(`${document} has no code block below "## ${heading}"`);
  return blocks;
}

/**
 * Returns the shell commands below a heading of level 2.
 *
 * @throws Error under the same conditions as codeBlocks
 */
export function commandsIn(document: string, heading: string): string {
  return codeBlocks(document, heading)
    .filter(({ language }) => language === 'sh')
    .map(({ code }) => code)
    .join('\n');
}
