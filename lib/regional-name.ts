import type { Stack } from 'aws-cdk-lib';

/** A name that is unique in the account, and among Regions where things of several are listed together. */
export function regionalName(stack: Stack, ...suffix: string[]): string {
  return nameElsewhere(stack, stack.region, ...suffix);
}

/**
 * The name that the same thing has in the stack of another Region.
 *
 * @param place the other Region, or a word for all of them
 */
export function nameElsewhere({ stackName, region }: Stack, place: string, ...suffix: string[]): string {
  const index = stackName.lastIndexOf(region);
  const name =
    index < 0
      ? `${stackName}-${place}`
      : `${stackName.slice(0, index)}${place}${stackName.slice(index + region.length)}`;
  return [name, ...suffix].join('-');
}
