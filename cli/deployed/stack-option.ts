import { type Command, InvalidArgumentError } from 'commander';

/** The parsed option `--stack`. */
export interface StackOption {
  /** The name in CloudFormation. Default: the only stack of the Region. */
  readonly stack?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const STACK_NAME = /^[a-z][a-z\d-]{0,127}$/i;

/** Adds the option `--stack` to a command that works on a deployed stack. */
export function addStackOption(command: Command): Command {
  return command.option(
    '--stack <name>',
    'the deployed stack, such as SesMetricsExporter-eu-west-1 (default: the only one)',
    toStackName,
  );
}

function toStackName(name: string): string {
  if (STACK_NAME.test(name)) return name;
  throw new InvalidArgumentError('write the name of a stack, such as SesMetricsExporter-eu-west-1.');
}
