/** What rule sets ask for and this project leaves, on purpose. */

export interface Exception {
  readonly because: string;
  readonly rules: readonly string[];
  /** Names of resources: the path in the stack, without anything between. */
  readonly on: RegExp;
}

const FUNCTION = /^(SendStatistics|MessageInsights)Function$/;
const TABLE = /^MessageInsightsTable$/;

/** One that nothing needs any more fails the check. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    because: 'A function of a VPC would need a NAT gateway to pay for: these call endpoints of AWS and nothing else',
    rules: ['CKV_AWS_117', 'NIST.800.53.R5-LambdaInsideVPC'],
    on: FUNCTION,
  },
  {
    because: 'A new account has no concurrency to reserve: its deployment would fail',
    rules: ['CKV_AWS_115', 'NIST.800.53.R5-LambdaConcurrency'],
    on: FUNCTION,
  },
  {
    because:
      'Polls that fail go to a queue as Lambda’s destination, which is no "dead-letter queue"; look-ups are synchronous',
    rules: ['CKV_AWS_116', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
    on: FUNCTION,
  },
  {
    because: 'Names and numbers are no secrets; Lambda encrypts them with a key of its own',
    rules: ['CKV_AWS_173'],
    on: FUNCTION,
  },
  {
    because: 'One call after another: the log line tells how long each took, and traces are paid for',
    rules: ['Serverless-LambdaTracing'],
    on: FUNCTION,
  },
  {
    because: 'CloudWatch Logs encrypts with a key of its own; no address, subject or word of a server is logged',
    rules: ['CKV_AWS_158', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    on: /(FunctionLogs|AccessLog)$/,
  },
  {
    because: 'It is JSON once the gateway has filled in the numbers; the rule reads it before',
    rules: ['Serverless-APIGWStructuredLogging'],
    on: /^MessageInsightsStage$/,
  },
  {
    because: 'SQS encrypts it with a key of its own, of which the rule does not know',
    rules: ['CKV_AWS_27'],
    on: /^SendStatisticsGivenUpPolls$/,
  },
  {
    because: 'It is the dead-letter queue itself',
    rules: ['Serverless-SQSRedrivePolicy'],
    on: /^SendStatisticsGivenUpPolls$/,
  },
  {
    because: 'It is a cache: what is lost is asked of SES again',
    rules: ['CKV_AWS_28', 'NIST.800.53.R5-DynamoDBPITREnabled', 'NIST.800.53.R5-DynamoDBInBackupPlan'],
    on: TABLE,
  },
  {
    because: 'Who wants a key of their own names it in encryptionKeyArns',
    rules: ['CKV_AWS_119'],
    on: TABLE,
  },
  {
    because: 'No message outlives its delivery: there is nothing old for a rotated key to protect',
    rules: ['CKV_AWS_7', 'NIST.800.53.R5-KMSBackingKeyRotationEnabled'],
    on: /^TopicsKey$/,
  },
  {
    because: 'Without it nobody could change or delete the key: so says AWS of its own default policy',
    rules: ['PERMISSIONS_MANAGEMENT_ACTIONS'],
    on: /^TopicsKey$/,
  },
  {
    because: 'In the policy of a key or of a sink it means that one',
    rules: ['RESOURCE_STAR'],
    on: /^(TopicsKey|Topics(Critical|Warning|Events)KeyPolicy|Sink)$/,
  },
  {
    because: 'A page that could not be delivered helps nobody out of a queue; the alarm stays on, and on the dashboard',
    rules: ['Serverless-SNSRedrivePolicy'],
    on: /^Topics(Critical|Warning)/,
  },
  {
    because: 'The composite alarm on all rates pages for it, or it is the memory that the rule of that alarm reads',
    rules: ['NIST.800.53.R5-CloudWatchAlarmAction'],
    on: /^Alarms((bounceRate|complaintRate)(FastBurn|Critical)|aws(Bounce|Complaint)RateCritical|RatesPageBurstMemory)$/,
  },
  {
    because: 'Each is of one role and goes with it',
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    on: /RoleDefaultPolicy$/,
  },
  {
    because: 'CDK makes what uses a role depend on the role and its policy; only the policy is not named otherwise',
    rules: ['W3005'],
    on: /^((SendStatistics|MessageInsights)Function|SendStatisticsSchedule)$/,
  },
  {
    because: 'So CDK writes texts with references in them',
    rules: ['I1022'],
    on: /./,
  },
];
