/** What the bundles are compared with: the same work with clients as the SDK creates them, bundled as CDK does by default. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { createQuickApp } from '../../cli/stack/quick-app';
import { codeFile } from './bundles';

const REPOSITORY = path.join(__dirname, '../..');

export const COMPARED = ['send-statistics', 'message-insights'] as const;

/** The folder below `lambda/` of a function with a baseline. */
export type Compared = (typeof COMPARED)[number];

export interface Baselines {
  /** Paths of the code. */
  readonly files: Readonly<Record<Compared, string>>;
  /** Removes the code. */
  remove(): void;
}

/** Bundles with the AWS SDK, and with CDK's defaults otherwise: not minified, and without a source map. */
export function bundleBaselines(): Baselines {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-baselines-'));
  const bundle = (feature: Compared): string => {
    const stack = new Stack(createQuickApp({ outdir: path.join(folder, feature) }), 'Baseline');
    new NodejsFunction(stack, 'Function', {
      entry: path.join(__dirname, 'baseline', `${feature}.ts`),
      projectRoot: REPOSITORY,
      depsLockFilePath: path.join(REPOSITORY, 'package-lock.json'),
      runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS),
      bundling: { bundleAwsSDK: true, logLevel: LogLevel.ERROR },
    });
    const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    return codeFile(path.join(folder, feature), fn?.Properties.Code.S3Key);
  };
  return {
    files: { 'send-statistics': bundle('send-statistics'), 'message-insights': bundle('message-insights') },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
