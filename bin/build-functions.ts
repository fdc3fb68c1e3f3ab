/** `npm run build`: puts the bundled code of every function into the package, as the stack would upload it. */
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SendStatisticsExporter } from '../lib/exporter/send-statistics-exporter';
import { MessageInsightsApi } from '../lib/insights/message-insights-api';

const DIST = path.join(__dirname, '..', 'dist');
/** Inside the repository, because source maps would reveal the path of any other folder. */
const ASSEMBLY = path.join(DIST, 'assembly');

/** The construct of each function, by the function's folder below `lambda/`. */
const CONSTRUCTS = { 'message-insights': MessageInsightsApi, 'send-statistics': SendStatisticsExporter };

rmSync(DIST, { recursive: true, force: true });
for (const [feature, Construct] of Object.entries(CONSTRUCTS)) {
  const stack = new Stack(new App({ outdir: ASSEMBLY }), feature);
  new Construct(stack, 'Construct');
  const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const asset = `asset.${path.parse(fn?.Properties.Code.S3Key).name}`;
  cpSync(path.join(ASSEMBLY, asset), path.join(DIST, 'functions', feature), { recursive: true });
}
rmSync(ASSEMBLY, { recursive: true });
