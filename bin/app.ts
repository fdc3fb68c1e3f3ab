import { App } from 'aws-cdk-lib';
import { escapeOutput } from '../cli/terminal/terminal';
import { defineStacks } from '../lib/exporter-app';
import { ConfigError } from '../lib/shared/config-error';

escapeOutput();

try {
  defineStacks(new App(), { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(2);
}
