import type { Stack } from 'aws-cdk-lib';

/** Returns a name that is unique in the account and contains the Region, for lists that show several Regions. */
export function regionalName(stack: Stack, ...suffix: string[]): string {
  return nameInRegion(stack, stack.region, ...suffix);
}

/** Returns the name that the same resource has in the stack of another Region. */
export function nameInRegion(
  { stackName, region }: Pick<Stack, 'stackName' | 'region'>,
  otherRegion: string,
  ...suffix: string[]
): string {
  const index = stackName.lastIndexOf(region);
  const name =
    index < 0
      ? `${stackName}-${otherRegion}`
      : `${stackName.slice(0, index)}${otherRegion}${stackName.slice(index + region.length)}`;
  return [name, ...suffix].join('-');
}
