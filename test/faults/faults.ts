/**
 * `npm run faults [NAME...]`: injects faults into simulated weeks, judges the result, and prints the tables of
 * docs/benchmarks.md. With `--write`, it writes them to the page.
 */
import { Command } from 'commander';
import { runCommand } from '../../cli/terminal/command';
import { parseCommandLine } from '../../cli/terminal/command-line';
import { InputError } from '../../cli/terminal/input-error';
import { integerFrom } from '../../cli/terminal/integer-option';
import { describeRun, toMarkdown, writeToPage } from '../bench/benchmarks-page';
import type { FaultReport, FaultSection } from './section';
import { SECTIONS } from './sections';

const CALL = 'npm run faults';

interface Options {
  readonly seed: number;
  readonly runs: number;
  readonly path?: string;
  readonly write?: boolean;
}

interface ChosenSection {
  readonly section: FaultSection;
  /** Default: all faults of the section. */
  readonly only?: readonly string[];
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = new Command(`${CALL} --`)
    .description('Injects faults into simulated weeks, and judges the result.')
    .argument('[names...]', `sections (${names(SECTIONS).join(', ')}) or faults (default: all)`)
    .option(
      '--seed <number>',
      'the seed of the histories and of their random combinations',
      integerFrom(0, 999_999_999),
      1,
    )
    .option('--runs <number>', 'the number of random combinations', integerFrom(0, 999_999_999), 20)
    .option('--path <path>', 'run only the random combination with this path, as a failure prints it')
    .option('--write', 'write the tables to docs/benchmarks.md');
  if (!parseCommandLine(command, args, CALL)) return true;
  const { write, ...options } = command.opts<Options>();
  if (write && (command.args.length > 0 || options.path !== undefined)) {
    throw new InputError('--write replaces all tables of faults on the page: leave out the names and --path');
  }
  const reports: FaultReport[] = [];
  for (const { section, only } of choose(command.args)) {
    reports.push(await section.run({ ...options, only, report: console.error }));
  }
  const tables = reports.flatMap((report) => report.tables);
  const content = [describeRun(process.versions.node, new Date()), ...tables.map(toMarkdown)].join('\n\n');
  console.log(content);
  const failures = reports.flatMap((report) => report.failures);
  for (const failure of failures) console.error(failure);
  if (write) writeToPage('faults', content);
  return failures.length === 0;
}

/** Returns the sections that have a chosen name, or a chosen fault. */
export function choose(chosen: readonly string[], sections: readonly FaultSection[] = SECTIONS): ChosenSection[] {
  if (chosen.length === 0) return sections.map((section) => ({ section }));
  const known = sections.flatMap(({ name, faults }) => [name, ...faults]);
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`"${unknown}" is no section and no fault: choose from ${known.join(', ')}`);
  }
  return sections.flatMap((section): ChosenSection[] => {
    if (chosen.includes(section.name)) return [{ section }];
    const only = section.faults.filter((fault) => chosen.includes(fault));
    return only.length > 0 ? [{ section, only }] : [];
  });
}

function names(sections: readonly FaultSection[]): string[] {
  return sections.map(({ name }) => name);
}

if (require.main === module) runCommand(main);
