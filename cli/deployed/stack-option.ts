import type { Command } from 'commander';

/** The parsed option `--stack`. */
export interface StackOption {
  /** The name in CloudFormation. Default: the only stack of the Region. */
  readonly stack?: string;
}

/** Adds the option `--stack` to a command that works on a deployed stack. */
export function addStackOption(command: Command): Command {
  return command.option(
    '--stack <name>',
    'the deployed stack, such as SesMetricsExporter-eu-west-1 (default: the only one)',
  );
}
