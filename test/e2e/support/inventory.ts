import type { Emulator } from './emulator';

/** AWS CLI commands that list the kinds of resources that the app deploys. They return names, ids or ARNs. */
const LISTINGS: readonly (readonly string[])[] = [
  ['cloudformation', 'list-stacks', '--query', 'StackSummaries[?StackStatus!=`DELETE_COMPLETE`].StackName'],
  ['lambda', 'list-functions', '--query', 'Functions[].FunctionName'],
  ['logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName'],
  ['logs', 'describe-metric-filters', '--query', 'metricFilters[].filterName'],
  ['sqs', 'list-queues', '--query', 'QueueUrls'],
  ['sns', 'list-topics', '--query', 'Topics[].TopicArn'],
  ['sns', 'list-subscriptions', '--query', 'Subscriptions[].SubscriptionArn'],
  ['dynamodb', 'list-tables', '--query', 'TableNames'],
  ['apigatewayv2', 'get-apis', '--query', 'Items[].Name'],
  ['scheduler', 'list-schedules', '--query', 'Schedules[].Name'],
  ['events', 'list-rules', '--query', 'Rules[].Name'],
  ['cloudwatch', 'describe-alarms', '--query', 'MetricAlarms[].AlarmName'],
  [...['cloudwatch', 'describe-alarms', '--alarm-types', 'CompositeAlarm'], '--query', 'CompositeAlarms[].AlarmName'],
  ['cloudwatch', 'list-dashboards', '--query', 'DashboardEntries[].DashboardName'],
  ['iam', 'list-roles', '--query', 'Roles[].RoleName'],
  ['s3api', 'list-buckets', '--query', 'Buckets[].Name'],
];

const KEYS = ['kms', 'list-keys', '--query', 'Keys[].KeyId'];

/** Lists all resources of these kinds in a Region of the emulator, with the KMS keys that are not pending deletion. */
export async function inventory({ awsAll }: Emulator, region: string): Promise<string[]> {
  const [keys, ...lists] = await awsAll<string[] | null>(region, [KEYS, ...LISTINGS]);
  const describeKey = (key: string) => ['kms', 'describe-key', '--key-id', key, '--query', 'KeyMetadata.KeyState'];
  const states = await awsAll<string>(region, (keys ?? []).map(describeKey));
  const active = (keys ?? []).filter((_, index) => states[index] !== 'PendingDeletion');
  return [...lists.flatMap((list) => list ?? []), ...active];
}
