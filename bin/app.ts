import { App } from 'aws-cdk-lib';
import { ConfigError } from '../lib/config-error';
import { defineStacks } from '../lib/exporter-app';
import { escapeOutput } from '../local/terminal';

escapeOutput();

try {
  defineStacks(new App(), { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(2);
}
