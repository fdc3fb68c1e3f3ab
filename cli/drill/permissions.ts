/** The IAM statements that a drill needs. Most actions support no narrower resource, or need `*` for composite alarms. */
export const DRILL_PERMISSIONS = [
  {
    Effect: 'Allow',
    Action: [
      'cloudformation:DescribeStacks',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:DescribeAlarmHistory',
      'cloudwatch:ListAlarmMuteRules',
      'cloudwatch:GetAlarmMuteRule',
      'cloudwatch:SetAlarmState',
      'sns:ListSubscriptionsByTopic',
    ],
    Resource: '*',
  },
] as const;
