/** The policies of the principals that take part in a deployment. */
import type { ArnNames } from './deployed-resource';
import { RESOURCES } from './deployed-resource';
import {
  allowing,
  type DeployedTemplate,
  type PolicyDocument,
  resourceStatements,
  type Statement,
  toPolicy,
} from './policy-document';

/** Whom a policy is for. */
export const DEPLOYERS = {
  'cdk-deployer': 'a person or a pipeline that runs cdk deploy',
  'cdk-execution': 'the role of CloudFormation that cdk bootstrap creates',
  template: 'a person or a pipeline that deploys the plain template',
} as const satisfies Readonly<Record<string, string>>;

export type Deployer = keyof typeof DEPLOYERS;

export interface Deployment {
  readonly templates: readonly DeployedTemplate[];
  readonly names: ArnNames;
  /** The qualifier of the resources of `cdk bootstrap`. */
  readonly qualifier: string;
  /** The bucket with the code of a plain template. */
  readonly bucket: string;
}

/** https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
export const DEFAULT_QUALIFIER = 'hnb659fds';

/** The roles of the bootstrap that `cdk deploy` assumes. */
const BOOTSTRAP_ROLES = ['deploy-role', 'file-publishing-role', 'lookup-role'];

/** What `aws cloudformation deploy`, `describe-stacks` and `delete-stack` call. */
const STACK_ACTIONS = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStackResources',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'UpdateTerminationProtection',
].map((action) => `cloudformation:${action}`);

export function policyFor(deployer: Deployer, deployment: Deployment): PolicyDocument {
  return toPolicy(STATEMENTS[deployer](deployment));
}

const STATEMENTS: Readonly<Record<Deployer, (deployment: Deployment) => Statement[]>> = {
  'cdk-deployer': ({ names, qualifier }) => [
    allowing('AssumeBootstrapRoles', ['sts:AssumeRole'], bootstrapRoles(names, qualifier)),
  ],
  'cdk-execution': ({ templates, names, qualifier }) => [
    ...resourceStatements(templates, names),
    allowing('ReadCode', ['s3:GetObject'], bootstrapBuckets(names, qualifier)),
  ],
  template: ({ templates, names, bucket }) => [
    ...resourceStatements(templates, names),
    allowing('DeployStacks', STACK_ACTIONS, RESOURCES.Stacks(names)),
    allowing('ReadTemplates', ['cloudformation:GetTemplateSummary', 'cloudformation:ValidateTemplate'], ['*']),
    allowing(
      'CreateBucket',
      ['s3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket'],
      [`arn:${names.partition}:s3:::${bucket}`],
    ),
    allowing('UploadCode', ['s3:GetObject', 's3:PutObject'], [`arn:${names.partition}:s3:::${bucket}/*`]),
  ],
};

function bootstrapRoles({ partition, account, regions }: ArnNames, qualifier: string): string[] {
  return regions.flatMap((region) =>
    BOOTSTRAP_ROLES.map(
      (role) => `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${role}-${account}-${region}`,
    ),
  );
}

function bootstrapBuckets({ partition, account, regions }: ArnNames, qualifier: string): string[] {
  return regions.map((region) => `arn:${partition}:s3:::cdk-${qualifier}-assets-${account}-${region}/*`);
}
