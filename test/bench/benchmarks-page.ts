/** The tables on the page of benchmarks. A comment before and after the tables of a section marks their place. */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Table } from './section';

const PAGE = path.join(__dirname, '../../docs/benchmarks.md');

/** Replaces the tables of a section on the page. */
export function writeToPage(name: string, content: string): void {
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), name, content));
}

/** @throws Error if the page has no place for the section */
export function withSection(page: string, name: string, content: string): string {
  const place = new RegExp(`(<!-- measured: ${name} -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!place.test(page)) throw new Error(`docs/benchmarks.md has no comment <!-- measured: ${name} -->: add it`);
  return page.replace(place, (_, begin: string, end: string) => `${begin}\n${content}\n\n${end}`);
}

export function toMarkdown({ title, columns, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
  return [`**${title}**`, table, ...notes].join('\n\n');
}

/** Returns the machine, the versions and the date of a measurement. */
export function describeRun(nodeVersion: string, now: Date): string {
  const [cpu] = os.cpus();
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  return `Measured on ${now.toISOString().slice(0, 10)} with Node.js ${nodeVersion}, on ${os.availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${memoryGb} GiB, ${os.platform()} ${os.arch()}.`;
}
