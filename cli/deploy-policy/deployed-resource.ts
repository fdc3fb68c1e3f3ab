/** The resources that a deployment creates, as the resources of IAM statements. */
import { widgetFunctionPrefix } from '../../lib/insights/widget-function-name';

/** The parts of ARNs. */
export interface ArnNames {
  /** The partition, such as `aws`. */
  readonly partition: string;
  /** Twelve digits, or `*`. */
  readonly account: string;
  /** Regions, or `*`. */
  readonly regions: readonly string[];
  /** The beginnings of the names of all resources, such as `SesMetricsExporter`. */
  readonly prefixes: readonly string[];
}

/** Returns one ARN for each Region and each prefix. A resource without a prefix gets one ARN for each Region. */
function regional(service: string, resource: (prefix: string) => string) {
  return ({ partition, account, regions, prefixes }: ArnNames): string[] =>
    withoutRepeats(
      regions.flatMap((region) =>
        prefixes.map((prefix) => `arn:${partition}:${service}:${region}:${account}:${resource(prefix)}`),
      ),
    );
}

/** Returns the ARNs of resources without a Region. */
function global(service: string, resource: (prefix: string) => string) {
  return ({ partition, account, prefixes }: ArnNames): string[] =>
    withoutRepeats(prefixes.map((prefix) => `arn:${partition}:${service}::${account}:${resource(prefix)}`));
}

/** The ARNs of API Gateway have no account. */
function apiGateway(path: string) {
  return ({ partition, regions }: ArnNames): string[] =>
    regions.map((region) => `arn:${partition}:apigateway:${region}::${path}`);
}

/**
 * ARNs by the name of a statement. AWS chooses the ids of keys, APIs, links and sinks, so their ARNs contain no name of a stack.
 */
export const RESOURCES = {
  Functions: (names: ArnNames) =>
    [(prefix: string) => prefix, widgetFunctionPrefix].flatMap((beginning) =>
      regional('lambda', (prefix) => `function:${beginning(prefix)}*`)(names),
    ),
  Roles: global('iam', (prefix) => `role/${prefix}*`),
  Policies: global('iam', (prefix) => `policy/${prefix}*`),
  Logs: regional('logs', (prefix) => `log-group:${prefix}*`),
  Queues: regional('sqs', (prefix) => `${prefix}*`),
  Topics: regional('sns', (prefix) => `${prefix}*`),
  Tables: regional('dynamodb', (prefix) => `table/${prefix}*`),
  Alarms: regional('cloudwatch', (prefix) => `alarm:${prefix}*`),
  Dashboards: global('cloudwatch', (prefix) => `dashboard/${prefix}*`),
  Schedules: regional('scheduler', (prefix) => `schedule/default/${prefix}*`),
  Rules: regional('events', (prefix) => `rule/${prefix}*`),
  Stacks: regional('cloudformation', (prefix) => `stack/${prefix}*`),
  ChatServiceRole: global(
    'iam',
    () => 'role/aws-service-role/management.chatbot.amazonaws.com/AWSServiceRoleForAWSChatbot',
  ),
  Chats: global('chatbot', (prefix) => `chat-configuration/*/${prefix}*`),
  Keys: regional('kms', () => 'key/*'),
  Apis: apiGateway('/apis*'),
  ApiTags: apiGateway('/tags/*'),
  Links: regional('oam', () => 'link/*'),
  Sinks: (names: ArnNames) => regional('oam', () => 'sink/*')({ ...names, account: '*' }), // of the monitoring account
  Everything: () => ['*'],
} as const satisfies Readonly<Record<string, (names: ArnNames) => string[]>>;

export type ResourceName = keyof typeof RESOURCES;

function withoutRepeats(values: readonly string[]): string[] {
  return [...new Set(values)];
}
