/** The table of docs/troubleshooting.md that lists what the commands for deployed stacks print if they cannot do their work. */
import { textOf } from './documents';

export const SITUATIONS = [
  'AWS rejects the credentials',
  'The credentials have expired',
  'A right to find the stack is missing',
  'A right to do the work is missing',
  'The creation of the stack failed',
  'The Region has no stack',
] as const;

export type Situation = (typeof SITUATIONS)[number];

export const REFUSING = ['doctor', 'drill', 'mute', 'case-file'] as const;

export type RefusingCommand = (typeof REFUSING)[number];

export interface Refusal {
  readonly situation: Situation;
  readonly command: RefusingCommand;
  readonly status: number;
  /** Matches the output of the command on one line. */
  readonly pattern: RegExp;
}

export const REFUSALS: readonly Refusal[] = Array.from(
  textOf('docs/troubleshooting.md').matchAll(
    /^\| (?<situation>[^|]+) \| (?<commands>`[^|]+) \| (?<status>\d) \| `(?<output>[^|]+)` \|$/gm,
  ),
  ({ groups = {} }) =>
    (groups.commands as string).split(', ').map((command) => ({
      situation: groups.situation as Situation,
      command: command.replaceAll('`', '') as RefusingCommand,
      status: Number(groups.status),
      pattern: toPattern(groups.output as string),
    })),
).flat();

/** The table has the names of one example, and `...` for words that depend on the account. */
function toPattern(output: string): RegExp {
  const escaped = output.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(
    escaped
      .replaceAll('\\.\\.\\.', '.+')
      .replaceAll('SesMetricsExporter-us-east-1', 'SesMetricsExporter[\\w-]*')
      .replaceAll('us-east-1', '[a-z]+-[a-z]+-\\d'),
  );
}

/** Returns an output as one line, because the doctor breaks lines. */
export function onOneLine(output: string): string {
  return output.replace(/\s+/g, ' ');
}
