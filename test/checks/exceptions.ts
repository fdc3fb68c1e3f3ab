/** Findings of third-party rule sets that this project accepts, and why. */

export interface Exception {
  readonly reason: string;
  readonly rules: readonly string[];
  /** Matches the resource's path in the stack, without separators. */
  readonly on: RegExp;
}

const FUNCTION = /^(SendStatistics|MessageInsights|ConsoleWidgets|AlarmBrief|WeeklyReport)Function$/;
const TABLE = /^MessageInsightsTable$/;

/** The check also fails for an exception without a finding. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    reason: 'The functions call only AWS endpoints; in a VPC they would need a paid NAT gateway',
    rules: ['CKV_AWS_117', 'NIST.800.53.R5-LambdaInsideVPC'],
    on: FUNCTION,
  },
  {
    reason: 'New accounts have no concurrency to reserve, so the deployment would fail',
    rules: ['CKV_AWS_115', 'NIST.800.53.R5-LambdaConcurrency'],
    on: FUNCTION,
  },
  {
    reason:
      'Failed polls, briefs and reports go to an on-failure destination, which the rules do not recognize; look-ups are synchronous',
    rules: ['CKV_AWS_116', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
    on: FUNCTION,
  },
  {
    reason: 'The variables hold names and numbers, not secrets; Lambda encrypts them with an AWS-managed key',
    rules: ['CKV_AWS_173'],
    on: FUNCTION,
  },
  {
    reason: 'The log line already has the duration of each call, and traces cost money',
    rules: ['Serverless-LambdaTracing'],
    on: FUNCTION,
  },
  {
    reason: 'CloudWatch Logs encrypts by default; no address, subject or server reply is logged',
    rules: ['CKV_AWS_158', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    on: /(FunctionLogs|AccessLog)$/,
  },
  {
    reason: 'The format becomes JSON when API Gateway inserts the values; the rule reads the template',
    rules: ['Serverless-APIGWStructuredLogging'],
    on: /^MessageInsightsStage$/,
  },
  {
    reason: 'SQS encrypts by default, which the rule does not know',
    rules: ['CKV_AWS_27'],
    on: /^SendStatisticsGivenUpPolls$/,
  },
  {
    reason: 'This queue is itself the queue for failed events',
    rules: ['Serverless-SQSRedrivePolicy'],
    on: /^SendStatisticsGivenUpPolls$/,
  },
  {
    reason: 'The table is a cache: SES can return its content again',
    rules: ['CKV_AWS_28', 'NIST.800.53.R5-DynamoDBPITREnabled', 'NIST.800.53.R5-DynamoDBInBackupPlan'],
    on: TABLE,
  },
  {
    reason: 'Users can set their own key with encryptionKeyArns',
    rules: ['CKV_AWS_119'],
    on: TABLE,
  },
  {
    reason: 'Messages are not stored after delivery, so key rotation protects nothing',
    rules: ['CKV_AWS_7', 'NIST.800.53.R5-KMSBackingKeyRotationEnabled'],
    on: /^TopicsKey$/,
  },
  {
    reason: 'AWS’s default key policy has this statement; without it, nobody could change or delete the key',
    rules: ['PERMISSIONS_MANAGEMENT_ACTIONS'],
    on: /^TopicsKey$/,
  },
  {
    reason: 'In the policy of a key or a sink, * means that resource only',
    rules: ['RESOURCE_STAR'],
    on: /^(TopicsKey|Topics(Critical|Warning|Events|Brief|Weekly)KeyPolicy|Sink)$/,
  },
  {
    reason: 'With rights on single alarms, CloudWatch leaves out composite alarms',
    rules: ['RESOURCE_STAR'],
    on: /^WeeklyReportFunctionRoleDefaultPolicy$/,
  },
  {
    reason: 'Channels show all alarms of the account and read nothing else',
    rules: ['RESOURCE_STAR'],
    on: /^ChatRightsGuardrail$/,
  },
  {
    reason: 'Amazon Q does not exist in AWS GovCloud (US), and synthesis warns about these Regions',
    rules: ['E3006'],
    on: /^Chat(Slack|Teams)/,
  },
  {
    reason: 'Nobody would read undelivered pages from a queue; the alarm stays visible on the dashboard',
    rules: ['Serverless-SNSRedrivePolicy'],
    on: /^Topics(Critical|Warning)/,
  },
  {
    reason: 'The composite alarm for rates pages instead of this alarm, or reads this alarm in its rule',
    rules: ['NIST.800.53.R5-CloudWatchAlarmAction'],
    on: /^Alarms((bounceRate|complaintRate)(FastBurn|Critical)|aws(Bounce|Complaint)RateCritical|RatesPageBurstMemory)$/,
  },
  {
    reason: 'Each policy belongs to one role and is deleted with it',
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    on: /RoleDefaultPolicy$/,
  },
  {
    reason: 'CDK adds a dependency on the role, which the reference to the role already implies',
    rules: ['W3005'],
    on: /^((SendStatistics|MessageInsights|ConsoleWidgets|AlarmBrief|WeeklyReport)Function|(SendStatistics|WeeklyReport)Schedule)$/,
  },
  {
    reason: 'CDK writes strings with references as Fn::Join',
    rules: ['I1022'],
    on: /./,
  },
];
