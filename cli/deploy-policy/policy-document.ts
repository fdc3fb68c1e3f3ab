/** Computes the rights that CloudFormation needs to deploy templates. */
import { type ArnNames, RESOURCES, type ResourceName } from './deployed-resource';
import { RIGHTS } from './rights-table';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** The parts of a template that decide which rights its deployment needs. */
export interface DeployedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
}

/** The services that the roles of a stack are passed to, by the type of the resource that gets the role. */
const PASSED_TO: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::Scheduler::Schedule': 'scheduler.amazonaws.com',
  'AWS::Chatbot::SlackChannelConfiguration': 'chatbot.amazonaws.com',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'chatbot.amazonaws.com',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const TABLE_KEY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

export function toPolicy(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** Returns a statement that allows actions on resources. */
export function allowing(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Statement['Condition'],
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...new Set(actions)].sort(),
    Resource: [...new Set(resources)],
    ...(condition && { Condition: condition }),
  };
}

/**
 * Returns the rights to create, update and delete the resources of templates: one statement for each kind of resource.
 *
 * @throws Error for a type of resource without a row in the table of rights
 */
export function resourceStatements(templates: readonly DeployedTemplate[], names: ArnNames): Statement[] {
  const types = new Set(templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)));
  const actions = new Map<ResourceName, string[]>();
  for (const { service, on } of [...types].flatMap(rightsOf)) {
    for (const [resource, verbs] of Object.entries(on) as [ResourceName, readonly string[]][]) {
      actions.set(resource, [...(actions.get(resource) ?? []), ...verbs.map((verb) => `${service}:${verb}`)]);
    }
  }
  const statements = (Object.keys(RESOURCES) as ResourceName[]).flatMap((resource) => {
    const allowed = actions.get(resource);
    return allowed ? [allowing(resource, allowed, RESOURCES[resource](names))] : [];
  });
  return [
    ...statements.flatMap((statement) => withBoundary(statement, boundaryOf(templates, names))),
    ...passStatements(types, names),
    ...parameterStatements(templates, names),
    ...tableKeyStatements(templates),
    ...outputStatements(templates, names),
  ];
}

function rightsOf(type: string) {
  const rights = RIGHTS[type];
  if (!rights) throw new Error(`The deployment of ${type} has no row in cli/deploy-policy/rights-table.ts: add one`);
  return rights;
}

/** What gives a role rights. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
const ACTIONS_WITH_BOUNDARY = ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:PutRolePolicy'];

/** Allows these actions only on roles with the permissions boundary, if there is one. */
function withBoundary(statement: Statement, boundary: string | undefined): Statement[] {
  const bound = statement.Action.filter((action) => ACTIONS_WITH_BOUNDARY.includes(action));
  if (!boundary || bound.length === 0) return [statement];
  const free = statement.Action.filter((action) => !bound.includes(action));
  const condition = { StringLike: { 'iam:PermissionsBoundary': boundary } };
  return [
    { ...statement, Action: free },
    allowing('BoundRoles', [...bound, 'iam:PutRolePermissionsBoundary'], statement.Resource, condition),
  ];
}

/** Returns the ARN of the permissions boundary of the roles; undefined if they have none. */
function boundaryOf(templates: readonly DeployedTemplate[], { partition, account }: ArnNames): string | undefined {
  const [boundary] = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .flatMap(({ Properties }) => (Properties as { PermissionsBoundary?: BoundaryArn })?.PermissionsBoundary ?? []);
  if (boundary === undefined || typeof boundary === 'string') return boundary;
  const values: Readonly<Record<string, string>> = { 'AWS::Partition': partition, 'AWS::AccountId': account };
  const [, parts] = boundary['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : (values[part.Ref] ?? '*'))).join('');
}

type BoundaryArn = string | { readonly 'Fn::Join': readonly [string, readonly (string | { readonly Ref: string })[]] };

function passStatements(types: ReadonlySet<string>, names: ArnNames): Statement[] {
  const services = [...new Set([...types].flatMap((type) => PASSED_TO[type] ?? []))].sort();
  if (services.length === 0) return [];
  const condition = { StringEquals: { 'iam:PassedToService': services } };
  return [allowing('PassRoles', ['iam:PassRole'], RESOURCES.Roles(names), condition)];
}

/** CloudFormation reads the parameters that a template names, such as the URLs of pagers and the version of the bootstrap. */
function parameterStatements(templates: readonly DeployedTemplate[], names: ArnNames): Statement[] {
  const references = [...JSON.stringify(templates).matchAll(/\{\{resolve:ssm:([\w./-]+)/g)].map(
    ([, name = '']) => name,
  );
  const declared = templates
    .flatMap(({ Parameters = {} }) => Object.values(Parameters))
    .filter(({ Type }) => Type.startsWith('AWS::SSM::Parameter::Value'))
    .map(({ Default }) => String(Default));
  const parameters = [...references, ...declared];
  if (parameters.length === 0) return [];
  const { partition, account, regions } = names;
  const arns = regions.flatMap((region) =>
    parameters.map((name) => `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`),
  );
  return [allowing('Parameters', ['ssm:GetParameters'], arns)];
}

/** DynamoDB uses a key of yours with the rights of the principal that creates the table. */
function tableKeyStatements(templates: readonly DeployedTemplate[]): Statement[] {
  const keys = [...JSON.stringify(templates).matchAll(/"KMSMasterKeyId":"(arn:[^"]+)"/g)].map(([, arn = '']) => arn);
  if (keys.length === 0) return [];
  const condition = { StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } };
  return [allowing('TableKeys', TABLE_KEY_ACTIONS, keys, condition)];
}

/** The chat channels of the first Region read the topics from the outputs of the other stacks. */
function outputStatements(templates: readonly DeployedTemplate[], names: ArnNames): Statement[] {
  const readsOutputs = JSON.stringify(templates).includes('"Fn::GetStackOutput"');
  return readsOutputs ? [allowing('Outputs', ['cloudformation:DescribeStacks'], RESOURCES.Stacks(names))] : [];
}
