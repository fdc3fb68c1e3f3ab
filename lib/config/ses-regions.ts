/**
 * Regions that have SES, as of November 2026. Another Region causes a warning and not an error, because AWS adds Regions.
 * https://docs.aws.amazon.com/general/latest/gr/ses.html
 */
const SES_REGIONS: readonly string[] = [
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-isoe-west-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eusc-de-east-1',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isob-west-1',
  'us-isof-east-1',
  'us-isof-south-1',
  'us-west-1',
  'us-west-2',
];

/** Returns why a Region may be wrong, or undefined for a Region that is known to have SES. */
export function regionWarning(region: string): string | undefined {
  if (SES_REGIONS.includes(region)) return undefined;
  return `Amazon SES did not exist in ${region} in November 2026: check the name and whether AWS has added SES there, because without SES every poll fails`;
}

/** The beginnings of the names of Regions in other partitions than `aws`. */
const OTHER_PARTITIONS = ['cn-', 'us-gov-', 'us-iso-', 'us-isob-', 'us-isof-', 'eu-isoe-', 'eusc-'];

/** Returns every Region with SES in the partition of a Region, because credentials are valid in one partition. */
export function sesRegionsBeside(region: string): string[] {
  const partitionOf = (name: string) => OTHER_PARTITIONS.find((prefix) => name.startsWith(prefix));
  return SES_REGIONS.filter((name) => partitionOf(name) === partitionOf(region));
}
