import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';

/**
 * Returns the ARNs of alarms of a stack, sorted as CDK does with the feature flag `minimizePolicies`. References to the alarms
 * could create a cycle, because an alarm may refer to the function that reads it.
 */
export function alarmArns(stack: Stack, names: readonly string[]): string[] {
  return names
    .toSorted()
    .map((resourceName) =>
      Arn.format(
        { service: 'cloudwatch', resource: 'alarm', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME },
        stack,
      ),
    );
}
