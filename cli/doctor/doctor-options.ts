/** The command line of `npm run doctor`. */
import { Command, InvalidArgumentError } from 'commander';
import { REGION_NAME } from '../../lib/shared/region-names';
import { addStackOption, type StackOption } from '../deployed/stack-option';
import { addContextOption, type ContextOption } from '../stack/stack-settings';
import { parseCommandLine } from '../terminal/command-line';

export interface DoctorOptions extends ContextOption, StackOption {
  /** Undefined: the configured Regions, or else the Region of the environment. */
  readonly region?: readonly string[];
  /** Print only JSON to standard output. */
  readonly json: boolean;
}

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for an unknown option, a missing value or an invalid value
 */
export function readOptions(args: readonly string[]): DoctorOptions | undefined {
  const command = addContextOption(addStackOption(new Command('npm run doctor --')))
    .description(
      'Examines the account and the deployed stacks. Reads only. The exit status is 1 if something is wrong.',
    )
    .option(
      '--region <list>',
      'examine these Regions, such as eu-west-1,us-east-1 (default: "exporter:regions", or else AWS_REGION)',
      toRegions,
    )
    .option('--json', 'print only JSON', false)
    .allowExcessArguments(false);
  return parseCommandLine(command, args, 'npm run doctor') ? command.opts<DoctorOptions>() : undefined;
}

function toRegions(text: string): string[] {
  const regions = [...new Set(text.split(',').map((name) => name.trim()))];
  const wrong = regions.find((name) => !REGION_NAME.test(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not a Region: write one such as eu-west-1.`);
  return regions;
}
