/**
 * Deploys as users that have only the policies of `npm run deploy-policy`. The emulator checks the calls of these users, and
 * not the calls that CloudFormation makes for them. The schemas of CloudFormation say what these need.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PolicyDocument } from '../../cli/deploy-policy/policy-document';
import { RIGHTS } from '../../cli/deploy-policy/rights-table';
import { writePlainTemplates } from '../../cli/template/plain-templates';
import { runInProcess } from '../support/run-in-process';
import { cdkOn } from './support/cdk';
import { ACCOUNT, REGION } from './support/configurations';
import { type DeployedStack, stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { createUser } from './support/iam-user';
import { inventory } from './support/inventory';
import { record } from './support/observations';
import { run } from './support/programs';
import { programOf, versionOf } from './support/tools';
import { removeUnsupported } from './support/unsupported';

const AWS_CLI = versionOf('awscli');
const BUCKET = 'my-bucket';
const SMALL = { 'exporter:regions': [REGION], 'exporter:messageInsights': false };
const QUALIFIER = 'hnb659fds';

type Credentials = Awaited<ReturnType<typeof createUser>>;

let emulator: Emulator;
let stack: DeployedStack;
let folder: string;
let template: string;
/** The same template with another namespace. */
let changed: string;

beforeAll(async () => {
  emulator = await startEmulator();
  stack = stackOn(emulator, REGION);
  folder = path.join(emulator.folder, 'template');
  const [written] = writePlainTemplates(SMALL, folder);
  template = path.join(folder, written?.file ?? '');
  const content = JSON.parse(readFileSync(template, 'utf8'));
  removeUnsupported(content);
  writeFileSync(template, JSON.stringify(content));
  changed = path.join(emulator.folder, 'changed.json');
  writeFileSync(changed, JSON.stringify(content).replaceAll('SES/SendStatistics', 'Mail/Sending'));
});

afterAll(() => emulator?.close());

/** Prints a policy for the small configuration, as a deployer does. */
async function policyFor(...args: readonly string[]): Promise<PolicyDocument> {
  const settings = Object.entries(SMALL).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const { status, stdout, stderr } = await runInProcess('deploy-policy', [...args, '--account', ACCOUNT, ...settings]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Runs the AWS CLI with the credentials of a user. */
const awsAs = (user: Credentials, ...args: readonly string[]) => emulator.awsAs(user, REGION, ...args);

const deploy = (file: string) => [
  ...['cloudformation', 'deploy', '--stack-name', stack.name, '--template-file', file, '--s3-bucket', BUCKET],
  ...['--parameter-overrides', `CodeBucket=${BUCKET}`, '--capabilities', 'CAPABILITY_IAM'],
];

test('the policy for the plain template suffices to deploy, change and delete the stack', async () => {
  const { Statement } = await policyFor('--for', 'template', '--bucket', BUCKET);
  const user = await createUser(stack, 'template-deployer', ...Statement);
  const commands = [
    ['s3', 'mb', `s3://${BUCKET}`],
    ['s3', 'sync', folder, `s3://${BUCKET}`],
    deploy(template),
    deploy(changed),
    ['cloudformation', 'describe-stacks', '--stack-name', stack.name],
    ['cloudformation', 'delete-stack', '--stack-name', stack.name],
    ['cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack.name],
  ];
  for (const command of commands) {
    const { status, stderr } = await awsAs(user, ...command);
    if (status !== 0) throw new Error(`Status ${status} of ${command.join(' ')}:\n${stderr}`);
  }
  const left = await inventory(emulator, REGION);
  record({ action: 'A user with only the policy for the template', client: AWS_CLI, result: `left: ${left}` });
  expect(left).toEqual([BUCKET]);
});

test.each([
  ['DeployStacks', 'DescribeStacks', () => deploy(template)],
  ['ReadTemplates', 'ValidateTemplate', () => ['cloudformation', 'validate-template', '--template-body', '{}']],
  ['CreateBucket', 'CreateBucket', () => ['s3', 'mb', 's3://my-bucket']],
  ['UploadCode', 'PutObject', () => ['s3', 'cp', template, `s3://${BUCKET}`]],
])('without the statement %s, AWS names the action %s', async (sid, action, command) => {
  const { Statement } = await policyFor('--for', 'template', '--bucket', BUCKET);
  const others = Statement.filter(({ Sid }) => Sid !== sid);
  expect(others).toHaveLength(Statement.length - 1);
  const { status, stderr } = await awsAs(await createUser(stack, `without-${sid}`, ...others), ...command());
  record({ action: `The policy without ${sid}`, client: AWS_CLI, result: stderr.trim() });
  expect(status).not.toBe(0);
  expect(stderr).toContain(action);
  expect(stderr).toMatch(/not authorized|AccessDenied/);
});

test('the policies for CDK suffice to bootstrap with an execution policy, deploy and destroy', async () => {
  const execution = await policyFor('--for', 'cdk-execution');
  const arn = await stack.aws<string>(
    ...['iam', 'create-policy', '--policy-name', 'deploy-exporter', '--query', 'Policy.Arn'],
    ...['--policy-document', JSON.stringify(execution)],
  );
  await cdkOn(
    emulator,
    REGION,
    SMALL,
  )(...['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--cloudformation-execution-policies', arn]);
  const role = `cdk-${QUALIFIER}-cfn-exec-role-${ACCOUNT}-${REGION}`;
  const attached = ['--query', 'AttachedPolicies[].PolicyArn'];
  expect(await stack.aws('iam', 'list-attached-role-policies', '--role-name', role, ...attached)).toEqual([arn]);

  const user = await createUser(stack, 'cdk-deployer', ...(await policyFor('--for', 'cdk-deployer')).Statement);
  const cdk = cdkOn({ ...emulator, env: { ...emulator.env, ...user } }, REGION, SMALL);
  const deployed = await cdk('deploy', '--all', '--require-approval', 'never');
  expect(deployed).not.toContain('could not be used to assume');
  expect(new Set(await stack.statuses())).toEqual(new Set(['CREATE_COMPLETE']));
  await cdk('destroy', '--all', '--force');

  const direct = await awsAs(user, 'cloudformation', 'describe-stacks');
  record({ action: 'A deployer of CDK calls CloudFormation itself', client: AWS_CLI, result: direct.stderr.trim() });
  expect(direct.stderr).toContain('cloudformation:DescribeStacks');
});

test('without the policy for CDK, nobody can assume the role that deploys', async () => {
  const [statement] = (await policyFor('--for', 'cdk-deployer')).Statement;
  const arns = statement?.Resource.filter((arn) => !arn.includes('deploy-role')) ?? [];
  expect(arns).toHaveLength(2);
  const user = await createUser(stack, 'cdk-other', { ...statement, Resource: arns });
  const role = `arn:aws:iam::${ACCOUNT}:role/cdk-${QUALIFIER}-deploy-role-${ACCOUNT}-${REGION}`;
  const session = ['--role-arn', role, '--role-session-name', 'deploy'];
  const { status, stderr } = await awsAs(user, 'sts', 'assume-role', ...session);
  expect(status).not.toBe(0);
  expect(stderr).toContain('sts:AssumeRole');
});

/** What the schemas list for properties that the stacks do not set. */
const UNUSED: Readonly<Record<string, RegExp>> = {
  'AWS::ApiGatewayV2::Api': /^s3:/, // definitions in a bucket
  'AWS::ApiGatewayV2::Stage': /^apigateway:(Tag|Untag)Resource$/, // IAM knows no such actions
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': /:(AssociateTo|DisassociateFrom)Configuration$/, // custom actions
  'AWS::Chatbot::SlackChannelConfiguration': /:(AssociateTo|DisassociateFrom)Configuration$/,
  // The policy has a statement of its own for the key of a table.
  'AWS::DynamoDB::Table':
    /^(iam|kinesis|kms|logs|s3):|Replica|Item$|Import|Kinesis|Query|Scan|ResourcePolicy|UpdateCont/,
  'AWS::IAM::ManagedPolicy': /(User|Group)Policy$/,
  'AWS::IAM::Policy': /(User|Group)Policy$/,
  'AWS::IAM::Role': /DeleteRolePermissionsBoundary$/, // would let a deployer escape the boundary
  'AWS::Lambda::Function':
    /^(ec2|elasticfilesystem|kms|s3files):|CodeSigning|Concurrency|Layer|Provider|RuntimeAlias|PublishVersion|Put|ObjectVersion/,
  'AWS::Logs::LogGroup':
    /^(firehose|s3):|KmsKey|Bearer|Deletion|LogDelivery|(Put|Delete)(DataProtection|Index|Resource)Policy$/,
  'AWS::Oam::Link': /^(?!oam|cloudwatch)/, // only metrics are shared
  'AWS::SNS::Subscription': /^iam:/, // Firehose
  'AWS::SNS::Topic': /^iam:|PutDataProtectionPolicy$/,
};

/** Rights that do not come from the row of a type. */
const ELSEWHERE = new Set(['iam:PassRole', 'iam:PutRolePermissionsBoundary', 's3:GetObject']);

test('the table of rights has what the schemas of CloudFormation list for each type of resource', async () => {
  const print = 'import cfnlint, os; print(os.path.dirname(cfnlint.__file__))';
  const home = path.join((await run(programOf('cfn-lint', 'python'), ['-c', print])).trim(), 'data/schemas');
  const read = (file: string) => JSON.parse(readFileSync(path.join(home, `${file}.json`), 'utf8'));
  const schemas: Readonly<Record<string, string>> = read('providers/us-east-1');
  const granted = Object.values(RIGHTS).flatMap((rights) =>
    rights.flatMap(({ service, on }) =>
      Object.values(on).flatMap((verbs) => verbs.map((verb) => `${service}:${verb}`.toLowerCase())),
    ),
  );
  const missing = Object.keys(RIGHTS).flatMap((type) => {
    const handlers: Readonly<Record<string, { permissions: string[] }>> = read(`resources/${schemas[type]}`).handlers;
    const needed = ['create', 'read', 'update', 'delete'].flatMap((name) => handlers[name]?.permissions ?? []);
    expect(needed).not.toEqual([]);
    return [...new Set(needed)]
      .filter((action) => !granted.includes(action.toLowerCase()) && !ELSEWHERE.has(action))
      .filter((action) => !UNUSED[type]?.test(action))
      .map((action) => `${type}: ${action}`);
  });
  expect(missing).toEqual([]);
});
