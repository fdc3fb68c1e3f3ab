/** `npm run template [FOLDER]`: writes CloudFormation templates that deploy without CDK, and prints the deploy commands. */
import path from 'node:path';
import { Command } from 'commander';
import { addContextOption, type ContextOption, readStackContext } from './stack/stack-settings';
import { CODE_BUCKET, type PlainTemplate, writePlainTemplates } from './template/plain-templates';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';

const DEFAULT_FOLDER = 'template';

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run template --'))
    .description('Writes the stacks of cdk.json as plain CloudFormation templates, with the code of their functions.')
    .argument('[folder]', 'a new folder, or the folder of an earlier run', DEFAULT_FOLDER)
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run template')) return true;
  const [folder] = command.processedArgs as [string];
  const templates = writePlainTemplates(readStackContext(command.opts<ContextOption>().context), folder);
  for (const warning of new Set(templates.flatMap(({ warnings }) => warnings))) console.error(`Warning: ${warning}.\n`);
  const files = templates.map(({ file }) => path.join(folder, file)).join(', ');
  console.log(`Wrote the templates and the code of the functions: ${files}`);
  console.log('To deploy with the AWS CLI and a bucket in the same Region:');
  for (const template of templates) console.log(`\n${deployCommands(template, folder)}`);
  return true;
}

function deployCommands({ file, stackName, region }: PlainTemplate, folder: string): string {
  const stack = `--stack-name ${stackName}${region ? '' : '-$REGION'}`;
  return [
    `REGION=${region ?? 'eu-west-1'} BUCKET=my-bucket`,
    'aws s3 mb s3://$BUCKET --region $REGION     # unless you have one',
    `aws s3 sync ${quoted(folder)} s3://$BUCKET --region $REGION`,
    `aws cloudformation deploy --region $REGION ${stack} --template-file ${quoted(path.join(folder, file))} \\`,
    `  --s3-bucket $BUCKET --parameter-overrides ${CODE_BUCKET}=$BUCKET --capabilities CAPABILITY_IAM`,
    `aws cloudformation describe-stacks --region $REGION ${stack} --query 'Stacks[].Outputs'`,
  ].join('\n');
}

/** Quotes a word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

if (require.main === module) runCommand(main);
