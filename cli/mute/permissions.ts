/**
 * The IAM statements that `npm run mute` needs. CloudWatch checks PutAlarmMuteRule on the rule and on each alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
 */
export const MUTE_PERMISSIONS = [
  {
    Effect: 'Allow',
    Action: [
      'cloudformation:DescribeStacks',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:ListAlarmMuteRules',
      'cloudwatch:GetAlarmMuteRule',
      'cloudwatch:PutAlarmMuteRule',
      'cloudwatch:DeleteAlarmMuteRule',
    ],
    Resource: '*',
  },
] as const;
