/**
 * `npm run bench [SECTION...]`: measures speed, size, calls and memory, and prints the tables of docs/benchmarks.md. With
 * `--write`, it writes them to the page.
 */
import { Command } from 'commander';
import { runCommand } from '../../cli/terminal/command';
import { parseCommandLine } from '../../cli/terminal/command-line';
import { InputError } from '../../cli/terminal/input-error';
import { integerFrom } from '../../cli/terminal/integer-option';
import { describeRun, toMarkdown, writeToPage } from './benchmarks-page';
import type { Section } from './section';
import { SECTIONS } from './sections';

interface BenchOptions {
  readonly rounds: number;
  readonly write?: boolean;
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = new Command('npm run bench --')
    .description('Measures the functions, and prints the tables of docs/benchmarks.md.')
    .argument('[sections...]', `what to measure: ${Object.keys(SECTIONS).join(', ')} (default: all)`)
    .option('--rounds <number>', 'repeat each measurement with a clock so often', integerFrom(1, 999), 12)
    .option('--write', 'write the tables to docs/benchmarks.md');
  if (!parseCommandLine(command, args, 'npm run bench')) return true;
  const { rounds, write } = command.opts<BenchOptions>();
  for (const section of sectionsNamed(command.args)) {
    const tables = await section.measure({ rounds, report: console.error });
    const content = [describeRun(process.versions.node, new Date()), ...tables.map(toMarkdown)].join('\n\n');
    console.log(content);
    if (write) writeToPage(section.name, content);
  }
  return true;
}

function sectionsNamed(names: readonly string[]): readonly Section[] {
  if (names.length === 0) return Object.values(SECTIONS);
  return names.map((name) => {
    const section = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined;
    if (section) return section;
    throw new InputError(`"${name}" is no section: choose from ${Object.keys(SECTIONS).join(', ')}`);
  });
}

if (require.main === module) runCommand(main);
