/** Lists of ARNs with one entry per Region. A stack uses the entry of its own Region. */
import type { Stack } from 'aws-cdk-lib';
import { hasNoRepeats } from './no-repeats';
import { describeProblem, type Place } from './option-problems';
import { isKnown, listOfStringsThat } from './schema-wording';

/** A kind of resource that such a list names. */
export interface RegionalResource {
  /** The noun in messages, such as `topic`. */
  readonly noun: string;
  /** The reason that it has to be in the Region of the stack, as the end of a sentence. */
  readonly reason: string;
}

/** The Region of a stack; a token or undefined if only the deployment knows it. */
export type StackRegion = string | undefined;

/** Returns the Region that an ARN names, such as `eu-west-1`; undefined if only the deployment knows it. */
export function regionOf(arn: string): string | undefined {
  const [prefix, , , region] = arn.split(':');
  return prefix === 'arn' && isKnown(region) ? region : undefined;
}

/** Returns the schema of a list of ARNs, at most one for each Region. */
export function regionalArns(pattern: RegExp, { noun }: RegionalResource, advice: string) {
  return listOfStringsThat((arn) => pattern.test(arn), advice).refine(
    (arns) => hasNoRepeats(arns.flatMap((arn) => regionOf(arn) ?? [])),
    `write one ${noun} for each Region`,
  );
}

/** Returns the ARN that a stack of this Region uses, or undefined if the list has none or does not show which one. */
export function arnFor(region: StackRegion, arns: readonly string[]): string | undefined {
  if (!isRegionKnown(region)) return arns.length === 1 ? arns[0] : undefined;
  const unknown = arns.filter((arn) => regionOf(arn) === undefined);
  return arns.find((arn) => regionOf(arn) === region) ?? (unknown.length === 1 ? unknown[0] : undefined);
}

/** The Regions of the stacks that use a list. */
export interface StackRegions {
  readonly regions: readonly StackRegion[];
  /** The setting that names the Region of a stack. */
  readonly regionSetting: string;
}

/** Returns the Region of one stack. */
export function regionsOf({ region }: Stack): StackRegions {
  return { regions: [region], regionSetting: 'its env' };
}

/** Describes a list that has no ARN for some of the Regions. An empty list has no problem. */
export function missingArnProblems(
  { place, arns, resource }: { place: Place; arns: readonly string[]; resource: RegionalResource },
  { regions, regionSetting }: StackRegions,
): string[] {
  const missing = regions.filter((region) => arns.length > 0 && arnFor(region, arns) === undefined);
  if (missing.length === 0) return [];
  const { noun, reason } = resource;
  const known = missing.filter(isRegionKnown);
  const advice =
    known.length > 0
      ? `add the ${noun} of ${known.join(', ')}, because ${reason}`
      : `name the Region of the stack in ${regionSetting}, because the Region decides which ${noun} the stack uses`;
  return [describeProblem(place, arns, advice)];
}

function isRegionKnown(region: StackRegion): region is string {
  return region !== undefined && isKnown(region);
}
