/** A deployed stack: its template with the names and ARNs of the created resources. */
import { createHash } from 'node:crypto';
import type { CfnTemplate } from '../alarms/template-alarms';
import type { LocalStack } from './local-stack';

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** The value of `Ref`, such as the name of a function or the ARN of a topic. */
  readonly physicalId: string;
  readonly arn: string;
  /** With every reference replaced by its value. */
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's shapes
  readonly properties: any;
}

export interface ResolvedStack extends Omit<LocalStack, 'missing' | 'outputs'> {
  readonly account: string;
  readonly id: string;
  readonly description: string | undefined;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly outputs: readonly { readonly key: string; readonly value: string; readonly description?: string }[];
  /** All resources of the template. */
  readonly declared: readonly StackResource[];
  /** All resources that exist. */
  readonly resources: readonly StackResource[];
}

interface Template extends CfnTemplate {
  readonly Description?: string;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

type Stack = LocalStack & { readonly account: string; readonly createdAt: number };

/**
 * How CloudFormation names the resources of a type. Resources of other types are named `stack-logicalId-hash`, and have no
 * known ARN.
 */
const NAMING: Readonly<
  Record<string, { readonly property?: string; readonly service: string; readonly path: string }>
> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', service: 'cloudwatch', path: 'alarm:' },
  'AWS::CloudWatch::CompositeAlarm': { property: 'AlarmName', service: 'cloudwatch', path: 'alarm:' },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', service: 'cloudwatch', path: 'dashboard/' },
  'AWS::DynamoDB::Table': { property: 'TableName', service: 'dynamodb', path: 'table/' },
  'AWS::KMS::Key': { service: 'kms', path: 'key/' },
  'AWS::Lambda::Function': { property: 'FunctionName', service: 'lambda', path: 'function:' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', service: 'logs', path: 'log-group:' },
  'AWS::SNS::Topic': { property: 'TopicName', service: 'sns', path: '' },
  'AWS::SQS::Queue': { property: 'QueueName', service: 'sqs', path: '' },
};

export function resolveStack(stack: Stack): ResolvedStack {
  const { name, region, account, missing = [], outputs = {}, status = 'CREATE_COMPLETE' } = stack;
  const template = stack.template as Template;
  const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${uuidOf(name, region)}`;
  const resolve = createResolver(stack, id);
  const outputsOfTemplate = Object.entries(template.Outputs ?? {}).map(([key, { Value, Description }]) => ({
    key,
    value: outputs[key] ?? String(resolve(Value)),
    description: Description,
  }));
  const added = Object.entries(outputs).filter(([key]) => !Object.hasOwn(template.Outputs ?? {}, key));
  const resources = Object.entries(template.Resources).map(([logicalId, { Type, Properties }]) => ({
    logicalId,
    type: Type,
    ...identityOf(stack, logicalId),
    properties: resolve(Properties ?? {}),
  }));
  return {
    ...stack,
    id,
    description: template.Description,
    status,
    outputs: [...outputsOfTemplate, ...added.map(([key, value]) => ({ key, value }))],
    declared: resources,
    resources: resources.filter(({ logicalId }) => !missing.includes(logicalId)),
  };
}

function createResolver(stack: Stack, stackId: string): (value: unknown) => unknown {
  const { name, region, account } = stack;
  const pseudoParameters: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': stackId,
    'AWS::StackName': name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const refer = (id: string) => pseudoParameters[id] ?? identityOf(stack, id).physicalId;
  const read = (id: string, attribute: string) => {
    const { arn, physicalId } = identityOf(stack, id);
    if (attribute === 'Arn' || attribute === 'TopicArn') return arn;
    if (attribute === 'ApiEndpoint') return `https://${physicalId}.execute-api.${region}.amazonaws.com`;
    return `${physicalId}.${attribute}`;
  };
  const substitute = (text: string) =>
    text.replace(/\$\{([^}!]+)\}/g, (_, id: string) => {
      const [resource = '', attribute] = id.split(/\.(.*)/s);
      return attribute === undefined ? refer(resource) : read(resource, attribute);
    });

  return function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Record<string, unknown>;
    if (typeof Ref === 'string') return refer(Ref);
    if (Array.isArray(attribute)) return read(attribute[0], attribute[1]);
    if (Array.isArray(join)) return (resolve(join[1]) as unknown[]).join(join[0]);
    if (typeof sub === 'string') return substitute(sub);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
  };
}

/** Returns the name and the ARN of a resource, as CloudFormation makes them. */
function identityOf(
  { name: stack, region, account, template }: Stack,
  logicalId: string,
): Pick<StackResource, 'physicalId' | 'arn'> {
  const { Type = '', Properties = {} } = template.Resources[logicalId] ?? {};
  const { property = '', service, path } = NAMING[Type] ?? { service: 'local', path: `${logicalId}/` };
  const configured = Properties?.[property];
  const generated =
    Type === 'AWS::KMS::Key' ? uuidOf(stack, logicalId) : `${stack}-${logicalId}-${hashOf(stack, region, logicalId)}`;
  const name = typeof configured === 'string' ? configured : generated;
  const where = path === 'dashboard/' ? `:${account}` : `${region}:${account}`;
  const arn = `arn:aws:${service}:${where}:${path}${name}${Type === 'AWS::Logs::LogGroup' ? ':*' : ''}`;
  return { arn, physicalId: Type === 'AWS::SNS::Topic' ? arn : name };
}

/** Returns twelve characters, as CloudFormation appends them to names. */
function hashOf(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(parts.join('/'))
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 12);
}

function uuidOf(...parts: readonly string[]): string {
  const digits = createHash('sha256').update(parts.join('/')).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
