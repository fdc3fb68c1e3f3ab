/** Synthesizes the stacks of a CDK context, without the code of their functions. */
import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import { UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { defineStacks } from '../../lib/exporter-app';
import { createQuickApp } from '../stack/quick-app';
import { InputError } from '../terminal/input-error';
import type { ArnNames } from './deployed-resource';
import type { DeployedTemplate } from './policy-document';

/** Skips the code of functions, because this command deploys nothing. */
const WITHOUT_CODE = { 'aws:cdk:bundling-stacks': [] };

/**
 * CloudFormation shortens the name of a stack in the names of roles, because these have at most 64 characters. This part of it
 * always remains.
 */
const KEPT_LENGTH = 20;

export interface SynthesizedStacks {
  readonly templates: readonly DeployedTemplate[];
  readonly names: Omit<ArnNames, 'account'>;
}

/**
 * @param isPlain whether the templates deploy without the resources of `cdk bootstrap`
 * @throws ConfigError for a configuration that the stacks reject
 * @throws InputError for Regions of several partitions
 */
export function synthesizeStacks(context: Readonly<Record<string, unknown>>, isPlain: boolean): SynthesizedStacks {
  const defaultStackSynthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: !isPlain });
  const app = createQuickApp({ context: { ...context, ...WITHOUT_CODE }, defaultStackSynthesizer });
  defineStacks(app, {});
  const { stacks } = app.synth();
  const regions = unique(stacks.map(({ environment: { region } }) => (region === UNKNOWN_REGION ? '*' : region)));
  return {
    templates: stacks.map(({ template }) => template as DeployedTemplate),
    names: {
      partition: partitionOf(regions),
      regions,
      prefixes: unique(stacks.map(({ stackName, environment: { region } }) => prefixOf(stackName, region))),
    },
  };
}

/** CDK does not know the partition of a new Region. */
function partitionOf(regions: readonly string[]): string {
  const [partition = 'aws', ...others] = unique(regions.flatMap((region) => RegionInfo.get(region).partition ?? []));
  if (others.length === 0) return partition;
  throw new InputError(
    `The Regions ${regions.join(', ')} are in the partitions ${[partition, ...others].join(' and ')}, and an account is in one only: print one policy for each with -c exporter:regions=REGIONS`,
  );
}

/** Returns the part of a name that precedes the Region, with its hyphen, so that it matches no name that only begins alike. */
function prefixOf(stackName: string, region: string): string {
  const end = stackName.lastIndexOf(`-${region}`);
  return (end < 0 ? stackName : stackName.slice(0, end + 1)).slice(0, KEPT_LENGTH);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
