/** The daily numbers of SES that this project reads. */

/**
 * The metric of SES that each volume comes from.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportMetric.html
 */
export const VOLUME_METRICS = {
  sends: 'SEND',
  deliveries: 'DELIVERY',
  hardBounces: 'PERMANENT_BOUNCE',
  complaints: 'COMPLAINT',
} as const;

export type VolumeName = keyof typeof VOLUME_METRICS;

export const VOLUME_NAMES = Object.keys(VOLUME_METRICS) as VolumeName[];

/** The volumes of a span. */
export type Volumes = Readonly<Record<VolumeName, number>>;

/** The volumes of the mail with one value of a dimension. */
export type ValueVolumes = Volumes & { readonly value: string };

/** Returns the volumes that a function reads one by one, or undefined if one of them is unknown. */
export function readVolumes(read: (name: VolumeName) => number | undefined): Volumes | undefined {
  const entries = VOLUME_NAMES.map((name) => [name, read(name)] as const);
  if (entries.some(([, volume]) => volume === undefined)) return undefined;
  return Object.fromEntries(entries) as Record<VolumeName, number>;
}
