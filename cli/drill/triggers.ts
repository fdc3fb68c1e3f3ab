/** Returns the data of a page's reason in CloudWatch's form, from which the brief reads the alarms that fired. */
export function triggeredBy(arns: readonly string[]): string {
  return JSON.stringify({ triggeringAlarms: arns.map((arn) => ({ arn, state: { value: 'ALARM' } })) });
}
