/** `npm run -s deploy-policy -- --for WHOM`: prints the IAM policy that a deployment of the configured stacks needs. */
import { Command, Option } from 'commander';
import { printableJson } from '../lib/shared/printable';
import { DEFAULT_QUALIFIER, DEPLOYERS, type Deployer, policyFor } from './deploy-policy/deployers';
import type { PolicyDocument } from './deploy-policy/policy-document';
import { lengthOf, MAX_POLICY_LENGTH, partsOf } from './deploy-policy/policy-parts';
import { synthesizeStacks } from './deploy-policy/synthesized-stacks';
import { addContextOption, type ContextOption, readStackContext } from './stack/stack-settings';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';

interface DeployPolicyOptions extends ContextOption {
  readonly for: Deployer;
  readonly account: string;
  readonly bucket?: string;
  readonly part?: string;
}

const QUALIFIER_KEY = '@aws-cdk/core:bootstrapQualifier';

/** As the bootstrap template of CDK accepts it. */
const QUALIFIER = /^[\w-]{1,10}$/;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run -s deploy-policy --'))
    .description('Prints the IAM policy that a deployment of the stacks of cdk.json needs.')
    .addOption(
      new Option('--for <whom>', 'the principal that gets the policy')
        .choices(Object.keys(DEPLOYERS))
        .makeOptionMandatory(),
    )
    .option('--account <id>', 'the account to deploy to, instead of any account', '*')
    .option('--bucket <name>', 'the bucket with the code of the plain template')
    .option('--part <number>', 'the part to print of a policy that is too long for IAM')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run deploy-policy')) return true;
  const { for: deployer, account, bucket, part, context: settings } = command.opts<DeployPolicyOptions>();
  if (!/^(\*|\d{12})$/.test(account))
    throw new InputError(`--account is ${printableJson(account)}: write the 12 digits of an account`);
  if (deployer === 'template' && bucket === undefined)
    throw new InputError('--bucket is missing: name the bucket with the code');
  // A wildcard would allow every bucket.
  if (bucket !== undefined && !BUCKET_NAME.test(bucket))
    throw new InputError(`--bucket is ${printableJson(bucket)}: write the name of a bucket`);
  const context = readStackContext(settings);
  const qualifier = qualifierIn(context);
  const { templates, names } = synthesizeStacks(context, deployer === 'template');
  const policy = policyFor(deployer, { templates, names: { ...names, account }, qualifier, bucket: bucket ?? '' });
  console.log(JSON.stringify(partOf(policy, part), null, 2));
  return true;
}

/** @throws InputError for a qualifier that `cdk bootstrap` does not accept, such as a wildcard */
function qualifierIn(context: Readonly<Record<string, unknown>>): string {
  const qualifier = String(context[QUALIFIER_KEY] ?? DEFAULT_QUALIFIER);
  if (QUALIFIER.test(qualifier)) return qualifier;
  throw new InputError(
    `"${QUALIFIER_KEY}" is ${printableJson(qualifier)}: write 1 to 10 letters, digits, hyphens or underscores`,
  );
}

/** @throws InputError if the policy is too long and no part is named, or if it does not have the part */
function partOf(policy: PolicyDocument, part: string | undefined): PolicyDocument {
  const parts = partsOf(policy);
  if (part === undefined && parts.length > 1) {
    const options = parts.map((_, index) => `--part ${index + 1}`);
    throw new InputError(
      `The policy has ${lengthOf(policy)} characters, but IAM allows ${MAX_POLICY_LENGTH} in a managed policy: print ${parts.length} policies with ${options.join(', ')}`,
    );
  }
  const chosen = parts[Number(part ?? 1) - 1];
  if (!chosen) throw new InputError(`--part is ${printableJson(part)}: write a number from 1 to ${parts.length}`);
  return chosen;
}

if (require.main === module) runCommand(main);
