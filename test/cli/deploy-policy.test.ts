/** `npm run -s deploy-policy`. */
import { expect, it } from '@jest/globals';
import type { PolicyDocument } from '../../cli/deploy-policy/policy-document';
import { lengthOf, MAX_POLICY_LENGTH } from '../../cli/deploy-policy/policy-parts';
import { runInProcess } from '../support/run-in-process';

const deployPolicy = (...args: string[]) => runInProcess('deploy-policy', args);

async function policyOf(...args: string[]): Promise<PolicyDocument> {
  const { status, stdout, stderr } = await deployPolicy(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const policy: PolicyDocument = JSON.parse(stdout);
  expect(lengthOf(policy)).toBeLessThanOrEqual(MAX_POLICY_LENGTH);
  return policy;
}

const statementOf = ({ Statement }: PolicyDocument, sid: string) => Statement.find(({ Sid }) => Sid === sid);

it('prints a policy of the execution role that covers the stacks of all configured Regions', async () => {
  const settings = [
    'exporter:regions=eu-west-1,us-east-1',
    'exporter:notifications={"critical": {"endpointParameters": ["/pager/url"]}}',
  ];
  const options = ['--for', 'cdk-execution', '--account', '111122223333', '--part'];
  const given = settings.flatMap((setting) => ['-c', setting]);
  const [first, second] = [await policyOf(...options, '1', ...given), await policyOf(...options, '2', ...given)];
  const policy = { ...first, Statement: [...first.Statement, ...second.Statement] };
  expect(statementOf(policy, 'Functions')?.Resource).toEqual([
    'arn:aws:lambda:eu-west-1:111122223333:function:SesMetricsExporter-*',
    'arn:aws:lambda:us-east-1:111122223333:function:SesMetricsExporter-*',
    'arn:aws:lambda:eu-west-1:111122223333:function:customWidget-SesMetricsExporter-*',
    'arn:aws:lambda:us-east-1:111122223333:function:customWidget-SesMetricsExporter-*',
  ]);
  expect(statementOf(policy, 'Parameters')?.Resource).toEqual(
    expect.arrayContaining([
      'arn:aws:ssm:us-east-1:111122223333:parameter/pager/url',
      'arn:aws:ssm:us-east-1:111122223333:parameter/cdk-bootstrap/hnb659fds/version',
    ]),
  );
  expect(statementOf(policy, 'ReadCode')?.Resource).toContain(
    'arn:aws:s3:::cdk-hnb659fds-assets-111122223333-eu-west-1/*',
  );
  expect(statementOf(policy, 'DeployStacks')).toBeUndefined();
});

it.each([
  ['a', 'a-*'],
  ['eu-west-1-mail', 'eu-west-1-mail-*'],
  ['acme-eu-west-1-mail', 'acme-eu-west-1-mail-*'],
  ['acme-corporation-mail', 'acme-corporation-mai*'],
])('limits names to those of stacks with the prefix %s', async (prefix, names) => {
  const settings = ['exporter:regions=eu-west-1', `exporter:namePrefix=${prefix}`, 'exporter:messageInsights=false'];
  const policy = await policyOf('--for', 'cdk-execution', ...settings.flatMap((setting) => ['-c', setting]));
  expect(statementOf(policy, 'Roles')?.Resource).toEqual([`arn:aws:iam::*:role/${names}`]);
});

it('prints the policy of whoever runs cdk deploy', async () => {
  const policy = await policyOf('--for', 'cdk-deployer', '-c', 'exporter:regions=eu-west-1');
  expect(policy.Statement).toEqual([
    {
      Sid: 'AssumeBootstrapRoles',
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Resource: ['deploy', 'file-publishing', 'lookup'].map(
        (role) => `arn:aws:iam::*:role/cdk-hnb659fds-${role}-role-*-eu-west-1`,
      ),
    },
  ]);
});

it('prints the policy for the plain template, which needs no bootstrap', async () => {
  const policy = await policyOf('--for', 'template', '--bucket', 'my-bucket', '-c', 'exporter:messageInsights=false');
  expect(statementOf(policy, 'UploadCode')?.Resource).toEqual(['arn:aws:s3:::my-bucket/*']);
  expect(statementOf(policy, 'DeployStacks')?.Resource).toEqual([
    'arn:aws:cloudformation:*:*:stack/SesMetricsExporter*',
  ]);
  expect(JSON.stringify(policy)).not.toMatch(/cdk-|dynamodb|apigateway/);
});

it.each([
  ['nobody', [], /^required option '--for <whom>' not specified.*--help/],
  ['somebody else', ['--for', 'me'], /allowed choices are cdk-deployer, cdk-execution, template/i],
  ['an account that is no account', ['--for', 'template', '--account', '1'], /^--account is "1": write the 12 digits/],
  [
    'a part that the policy does not have',
    ['--for', 'cdk-deployer', '--part', '2'],
    /^--part is "2": write a number from 1 to 1/,
  ],
  ['every bucket', ['--for', 'template', '--bucket', '*'], /^--bucket is "\*": write the name of a bucket\n$/],
  [
    'a qualifier that matches every bootstrap',
    ['--for', 'cdk-deployer', '-c', '@aws-cdk/core:bootstrapQualifier=*'],
    /^"@aws-cdk\/core:bootstrapQualifier" is "\*": write 1 to 10 letters, digits, hyphens or underscores\n$/,
  ],
  [
    'Regions of two partitions',
    ['--for', 'cdk-deployer', '-c', 'exporter:regions=eu-west-1,cn-north-1'],
    /^The Regions cn-north-1, eu-west-1 are in the partitions aws-cn and aws, and an account is in one only: /,
  ],
  ['a plain template without a bucket', ['--for', 'template'], /^--bucket is missing: name the bucket with the code/],
])('rejects %s in one sentence', async (_, args, problem) => {
  const { status, stdout, stderr } = await deployPolicy(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(problem);
});
