import { Stage, type StageProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readStageOptions } from './config/config';
import type { ExporterOptions } from './config/exporter-options';
import type { ExporterStack } from './exporter-stack';
import { createStacks } from './exporter-stacks';

export interface ExporterStageProps
  extends Pick<StageProps, 'env' | 'stageName' | 'permissionsBoundary'>,
    ExporterOptions {}

/**
 * Watches one account, with one stack for each Region: for a pipeline, or for an app that deploys into several accounts.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class ExporterStage extends Stage {
  /** The stacks, in the order of the Regions. */
  readonly stacks: readonly ExporterStack[];

  constructor(scope: Construct, id: string, props: ExporterStageProps = {}) {
    const { env, stageName, permissionsBoundary, ...options } = props;
    super(scope, id, { env, stageName, permissionsBoundary });
    const { account, region } = this;
    this.stacks = createStacks(this, { account, region }, readStageOptions(options, region));
  }
}
