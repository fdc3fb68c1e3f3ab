/** A synth with all validation: the rules of cdk-nag and those of CDK, whose engine takes seconds to load. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defineStacks } from '../../lib/exporter-app';
import { ACCOUNT, CONFIGURATIONS, REGION } from '../e2e/support/configurations';
import { createApp } from '../support/template';

// test/setup.ts switches CDK's rules off.
beforeAll(() => {
  process.env.CDK_VALIDATION = 'true';
});
afterAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

it.each(Object.entries(CONFIGURATIONS))('a synth passes the validation: %s', (_, context) => {
  const app = createApp(context);
  defineStacks(app, { account: ACCOUNT, region: REGION });
  expect(() => app.synth()).not.toThrow();
});
