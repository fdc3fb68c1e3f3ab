/** Bundles the code of each function into the package, as the stack would upload it. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { bundleNameOf, createFunction } from '../lib/shared/nodejs-function';

const DIST = path.join(__dirname, '..', 'dist');
const FEATURES = path.join(__dirname, '..', 'lambda');
/** Inside the repository, because source maps would reveal the path of any other folder. */
const ASSEMBLY = path.join(DIST, 'assembly');

rmSync(DIST, { recursive: true, force: true });
for (const file of readdirSync(FEATURES, { recursive: true, encoding: 'utf8' })) {
  if (path.basename(file) !== 'handler.ts') continue;
  const feature = path.dirname(file).replaceAll(path.sep, '/');
  const name = bundleNameOf(feature);
  const stack = new Stack(new App({ outdir: ASSEMBLY }), name);
  createFunction(stack, 'Function', {
    description: '',
    feature,
    environment: {},
    timeout: Duration.seconds(1),
    logRetentionDays: RetentionDays.ONE_DAY,
  });
  const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const asset = `asset.${path.parse(fn?.Properties.Code.S3Key).name}`;
  cpSync(path.join(ASSEMBLY, asset), path.join(DIST, 'functions', name), { recursive: true });
}
rmSync(ASSEMBLY, { recursive: true });
