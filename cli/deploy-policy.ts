/** `npm run -s deploy-policy -- --for WHOM`: prints the IAM policy that a deployment of the configured stacks needs. */
import { Command, Option } from 'commander';
import { DEFAULT_QUALIFIER, DEPLOYERS, type Deployer, policyFor } from './deploy-policy/deployers';
import { synthesizeStacks } from './deploy-policy/synthesized-stacks';
import { addContextOption, type ContextOption, readStackContext } from './stack/stack-settings';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';

interface DeployPolicyOptions extends ContextOption {
  readonly for: Deployer;
  readonly account: string;
  readonly bucket?: string;
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run -s deploy-policy --'))
    .description('Prints the IAM policy that a deployment of the stacks of cdk.json needs.')
    .addOption(
      new Option('--for <whom>', 'the principal that gets the policy')
        .choices(Object.keys(DEPLOYERS))
        .makeOptionMandatory(),
    )
    .option('--account <id>', 'the account to deploy to, instead of any account', '*')
    .option('--bucket <name>', 'the bucket with the code, for the plain template')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run deploy-policy')) return true;
  const { for: deployer, account, bucket, context: settings } = command.opts<DeployPolicyOptions>();
  if (!/^(\*|\d{12})$/.test(account))
    throw new InputError(`--account is "${account}": write the 12 digits of an account`);
  if (deployer === 'template' && !bucket) throw new InputError('--bucket is missing: name the bucket with the code');
  const context = readStackContext(settings);
  const { templates, names } = synthesizeStacks(context, deployer === 'template');
  const qualifier = String(context['@aws-cdk/core:bootstrapQualifier'] ?? DEFAULT_QUALIFIER);
  const policy = policyFor(deployer, { templates, names: { ...names, account }, qualifier, bucket: bucket ?? '' });
  console.log(JSON.stringify(policy, null, 2));
  return true;
}

if (require.main === module) runCommand(main);
