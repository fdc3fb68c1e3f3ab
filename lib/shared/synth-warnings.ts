/** What synthesis prints about a configuration that is valid, but that probably does not do what its author wants. */
import { Annotations, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The ids. Users acknowledge a warning by its id, and docs/configuration.md lists them all. */
export const SYNTH_WARNINGS = [
  'region',
  'guessedRegion',
  'nobodyIsPaged',
  'nobodyIsWarned',
  'briefsReachNobody',
  'weeklyReportReachesNobody',
  'runbookUrl',
  'chatRegion',
] as const;

export type SynthWarning = (typeof SYNTH_WARNINGS)[number];

/** Returns the id of a warning in CDK. */
export function warningId(name: SynthWarning): string {
  return `ses-metrics-exporter:${name}`;
}

/** Adds a warning, unless its id is acknowledged. */
export function warn(scope: IConstruct, name: SynthWarning, message: string): void {
  Annotations.of(scope).addWarningV2(warningId(name), message);
}

/** Adds a remark, which no option of the CDK CLI treats as an error. */
export function remark(scope: IConstruct, name: SynthWarning, message: string): void {
  Annotations.of(scope).addInfoV2(warningId(name), message);
}

/** Warns about a stack whose Region comes from the environment of the deployment. */
export function warnAboutGuessedRegion(stack: Stack, region: string): void {
  warn(
    stack,
    'guessedRegion',
    `No Region is configured, so the stack watches ${region}: write the Regions that send mail, such as "exporter:regions": ["eu-west-1"] in cdk.json, or regions in the options of a stage, or the env of a stack`,
  );
}
