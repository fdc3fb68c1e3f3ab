import type { Stack } from 'aws-cdk-lib';

/** A name that is unique in the account, and among Regions where things of several are listed together. */
export function regionalName({ stackName, region }: Stack, ...suffix: string[]): string {
  return [stackName, ...(stackName.includes(region) ? [] : [region]), ...suffix].join('-');
}
