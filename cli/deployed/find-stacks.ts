/** Finds the deployed stacks that a command works on. */
import { counted } from '../../lib/shared/plural';
import { printableJson } from '../../lib/shared/printable';
import { InputError } from '../terminal/input-error';
import type { DeployedClients } from './clients';
import { describeExporterStacks } from './cloudformation';
import type { DeployedStack } from './deployed-stack';
import type { StackOption } from './stack-option';

type StackClients = Pick<DeployedClients, 'cloudformation'>;

/**
 * Returns the stacks of this exporter in the clients' account and Region, including failed stacks, sorted by name. With
 * `--stack`, returns that stack only, or none.
 *
 * @throws AwsFailure
 */
export async function findStacks(
  { cloudformation }: StackClients,
  { stack }: StackOption = {},
): Promise<DeployedStack[]> {
  const stacks = await describeExporterStacks(cloudformation, stack);
  return stacks.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Returns the only stack, or the one that `--stack` names.
 *
 * @throws AwsFailure
 * @throws InputError unless there is exactly one. The message lists the stacks that exist
 */
export async function theStack(clients: StackClients, { stack }: StackOption = {}): Promise<DeployedStack> {
  const [found, ...more] = await findStacks(clients, { stack });
  if (found && more.length === 0) return found;
  const region = await clients.cloudformation.config.region();
  if (found) {
    throw new InputError(
      `${region} has ${counted(more.length + 1, 'stack')} of this exporter: choose one with --stack: ${namesOf([found, ...more])}`,
    );
  }
  const others = stack === undefined ? [] : await findStacks(clients);
  if (others.length > 0) {
    throw new InputError(
      `${region} has no exporter stack ${printableJson(stack)}: choose from ${namesOf(others)} with --stack, or another Region with AWS_REGION`,
    );
  }
  throw new InputError(
    `${region} has no stack of this exporter: deploy one with "npx cdk deploy", or choose another account or Region with AWS_PROFILE and AWS_REGION`,
  );
}

function namesOf(stacks: readonly DeployedStack[]): string {
  return stacks.map(({ name }) => name).join(', ');
}
