import type { Stack } from 'aws-cdk-lib';

/** A name that is unique in the account, and among Regions where things of several are listed together. */
export function regionalName(stack: Stack, ...suffix: string[]): string {
  return nameElsewhere(stack, stack.region, ...suffix);
}

/** The name that the same thing has in the stack of another Region. */
export function nameElsewhere({ stackName, region }: Stack, elsewhere: string, ...suffix: string[]): string {
  const index = stackName.lastIndexOf(region);
  const name =
    index < 0
      ? `${stackName}-${elsewhere}`
      : `${stackName.slice(0, index)}${elsewhere}${stackName.slice(index + region.length)}`;
  return [name, ...suffix].join('-');
}
