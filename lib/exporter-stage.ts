import { Stage, type StageProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkSettings } from './config/config';
import type { ExporterOptions } from './config/exporter-options';
import type { ExporterStack } from './exporter-stack';
import { createStacks } from './exporter-stacks';

const MONITORING_ADVICE =
  '"monitoring" is not for a stage: put a MonitoringStack into a Stage of the monitoring account';

export interface ExporterStageProps
  extends Pick<StageProps, 'env' | 'stageName' | 'permissionsBoundary'>,
    ExporterOptions {}

/**
 * All that watches one account, a stack for each Region: for a pipeline, or for an app that deploys into several accounts.
 *
 * @throws ConfigError with all problems of the settings at once
 */
export class ExporterStage extends Stage {
  /** In the order of the Regions. */
  readonly stacks: readonly ExporterStack[];

  constructor(scope: Construct, id: string, props: ExporterStageProps = {}) {
    const { env, stageName, permissionsBoundary, ...settings } = props;
    super(scope, id, { env, stageName, permissionsBoundary });
    const isMisplaced = (settings as { monitoring?: unknown }).monitoring !== undefined;
    const misplaced = isMisplaced ? [MONITORING_ADVICE] : [];
    const config = checkSettings(settings, { prefix: '', stackRegions: [this.region], misplaced });
    this.stacks = createStacks(this, { account: this.account, region: this.region }, config);
  }
}
