/** Every call of the command. All of them only read. */
import { DESCRIBE_ALARMS } from '../../deployed/alarms';
import { DESCRIBE_STACKS } from '../../deployed/cloudformation';
import { GET_MUTE_RULE, LIST_MUTE_RULES } from '../../deployed/mute-rules';
import { LIST_SUBSCRIPTIONS } from '../../deployed/subscriptions';
import { withoutPeople } from '../../deployed/without-people';
import { type AwsCall, deniedAction } from '../../terminal/aws-error';
import { AwsFailure, callAws } from '../../terminal/aws-failure';
import type { Reading, Unknown } from './reading';

/** The calls, with the IAM actions that allow them. docs/doctor.md lists them. */
export const READS = {
  callerIdentity: { service: 'STS', action: 'sts:GetCallerIdentity' },
  account: { service: 'SES', action: 'ses:GetAccount' },
  sendStatistics: { service: 'SES', action: 'ses:GetSendStatistics' },
  globalEndpoints: { service: 'SES', action: 'ses:ListMultiRegionEndpoints' },
  stacks: DESCRIBE_STACKS,
  stackResources: { service: 'CloudFormation', action: 'cloudformation:ListStackResources' },
  alarms: DESCRIBE_ALARMS,
  muteRules: LIST_MUTE_RULES,
  muteRule: GET_MUTE_RULE,
  dashboards: { service: 'CloudWatch', action: 'cloudwatch:ListDashboards' },
  metrics: { service: 'CloudWatch', action: 'cloudwatch:ListMetrics' },
  metricData: { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' },
  quotas: { service: 'Service Quotas', action: 'servicequotas:ListServiceQuotas' },
  parameter: { service: 'Systems Manager', action: 'ssm:GetParameter' },
  subscriptions: LIST_SUBSCRIPTIONS,
  topicAttributes: { service: 'SNS', action: 'sns:GetTopicAttributes' },
} as const satisfies Readonly<Record<string, AwsCall>>;

/** The answers of AWS in a Region that is not enabled in the account. */
const REFUSALS = ['InvalidClientTokenId', 'UnrecognizedClientException'];

/** Calls AWS. A failure becomes the reason of an unknown reading. */
export function read<T>(
  call: AwsCall,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<Reading<T>> {
  return toReading(callAws(call, send));
}

/** Returns the value of a call, or why it failed. */
export async function toReading<T>(call: Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await call };
  } catch (error) {
    if (error instanceof AwsFailure) return toUnknown(error);
    throw error;
  }
}

function toUnknown({ message, cause, call, isDenied }: AwsFailure): Unknown {
  const { name = '', message: answer = '' } = Object(cause) as { name?: string; message?: string };
  if (!isDenied) {
    const unknown = withoutPeople(message);
    return REFUSALS.includes(name) ? { unknown, closed: 'disabled' } : { unknown };
  }
  const action = deniedAction(cause, call);
  const denial = `AWS does not allow ${action}`;
  if (/service control policy/.test(answer)) {
    return { unknown: `${denial}: a policy of the organization denies it`, closed: 'organization' };
  }
  // An Allow does not help against an explicit Deny.
  return /explicit deny/.test(answer)
    ? { unknown: `${denial}: a policy denies it explicitly` }
    : { unknown: denial, denied: action };
}
