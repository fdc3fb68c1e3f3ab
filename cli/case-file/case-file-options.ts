/** The command line of `npm run case-file`. */
import { Command } from 'commander';
import { addStackOption, type StackOption } from '../deployed/stack-option';
import { parseCommandLine } from '../terminal/command-line';
import { InputError } from '../terminal/input-error';
import { parseIsoTime, toWholeSeconds } from '../terminal/iso-time';

export interface CaseFileOptions extends StackOption {
  /** Epoch milliseconds. Undefined: one day before the newest page. */
  readonly since: number | undefined;
  /** Epoch milliseconds. */
  readonly until: number;
}

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** CloudWatch keeps hourly values for 455 days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
const LONGEST_MS = 455 * 86_400_000;

/**
 * @param now epoch milliseconds
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for invalid options
 */
export function readOptions(args: readonly string[], now: number): CaseFileOptions | undefined {
  const command = addStackOption(new Command('npm run -s case-file --'))
    .description(
      "Prints the figures of an incident as Markdown, with a draft of the answer to AWS's review. Reads only.",
    )
    .option(
      '--since <time>',
      'ISO 8601 time, or a span before now such as 3d (default: one day before the newest page)',
    )
    .option('--until <time>', 'ISO 8601 time, or a span before now (default: now)')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run -s case-file')) return undefined;
  const { since, until, stack } = command.opts<{ since?: string; until?: string } & StackOption>();
  const options = {
    stack,
    since: since === undefined ? undefined : toTime('--since', since, now),
    until: Math.min(now, until === undefined ? now : toTime('--until', until, now)),
  };
  assertSpan(options, now);
  return options;
}

function toTime(option: string, text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const time = amount === undefined ? parseIsoTime(text) : now - Number(amount) * (UNITS_MS[unit] as number);
  if (time !== undefined) return time;
  throw new InputError(
    `${option} is ${JSON.stringify(text)}: pass an ISO 8601 time with its zone, such as 2026-11-22T09:07:00Z, or a span before now, such as 45m, 2h or 3d`,
  );
}

function assertSpan({ since, until }: CaseFileOptions, now: number): void {
  if (since !== undefined && since >= until) {
    throw new InputError(
      `--since (${toWholeSeconds(since)}) is not before --until (${toWholeSeconds(until)}): pass an earlier --since`,
    );
  }
  if ((since ?? until) < now - LONGEST_MS) {
    throw new InputError(
      `The span begins more than 455 days ago, and CloudWatch keeps values for 455 days: pass a later --since`,
    );
  }
}
