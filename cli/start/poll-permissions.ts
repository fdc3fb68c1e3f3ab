/** The permissions of one poll, as the deployed function has them. */

/**
 * @param publishTo the namespace that the poll publishes to. Undefined: it only reads
 * @returns IAM policy statements
 */
export function pollPermissions(publishTo?: string): object[] {
  return [
    allow(['ses:GetSendStatistics', 'ses:GetAccount']),
    ...(publishTo === undefined
      ? []
      : [
          allow('cloudwatch:PutMetricData', { StringEquals: { 'cloudwatch:namespace': publishTo } }),
          allow('cloudwatch:GetMetricData'),
        ]),
  ];
}

function allow(Action: string | readonly string[], Condition?: object): object {
  return { Effect: 'Allow', Action, Resource: '*', Condition };
}
