import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { defineStacks } from '../lib/exporter-app';
import type { CfnTemplate } from './template-alarms';

/** Functions are not bundled: nothing here reads their code. */
const WITHOUT_BUNDLING = { 'aws:cdk:bundling-stacks': [] };

/** The template of the stack that a CDK context makes, for one Region. */
export function synthesizeStack(context: Readonly<Record<string, unknown>> = {}): CfnTemplate {
  const app = new App({ context: { ...context, ...WITHOUT_BUNDLING } });
  const [stack] = defineStacks(app, { region: 'us-east-1' });
  if (!stack) throw new Error('The configuration makes no stack');
  return Template.fromStack(stack).toJSON() as CfnTemplate;
}
