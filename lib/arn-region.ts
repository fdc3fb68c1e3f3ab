/** The Region that an ARN names, such as `eu-west-1`. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
