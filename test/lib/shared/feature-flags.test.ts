/** What is deployed is decided by the settings, and not by the feature flags of the app that defines it. */
import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { defineStacks } from '../../../lib/exporter-app';
import { ACCOUNT, CONFIGURATIONS, REGION } from '../../e2e/support/configurations';
import { createApp } from '../../support/template';

type Flags = Readonly<Record<string, unknown>>;

/** Those of CDK's version 2. It refuses the others. */
const FLAGS = Object.entries(cxapi.FLAGS).filter(([, { introducedIn }]) => introducedIn.v2 !== undefined);

const RECOMMENDED: Flags = Object.fromEntries(FLAGS.map(([name, { recommendedValue }]) => [name, recommendedValue]));

const WITH_POLICIES_APART = { '@aws-cdk/aws-lambda:createNewPoliciesWithAddToRolePolicy': true };

/** Chooses the synthesizer, and so where CDK uploads the code: that is the app's business, as it is where it was bootstrapped. */
const NEW_STYLE_SYNTHESIS = '@aws-cdk/core:newStyleStackSynthesis';

const EVERYTHING = 'every option, in two Regions';

/** Template and tags of every stack. */
function synthesize(flags: Flags, context: Flags): unknown {
  const app = new App({ context: { ...context, ...flags, 'aws:cdk:bundling-stacks': [] } });
  defineStacks(app, { account: ACCOUNT, region: REGION });
  return app.synth().stacks.map(({ stackName, template, tags }) => ({ stackName, template, tags }));
}

describe('the stacks are the same', () => {
  const expected = new Map(
    Object.entries(CONFIGURATIONS).map(([name, context]) => [name, synthesize(RECOMMENDED, context)] as const),
  );

  it.each(Object.entries(CONFIGURATIONS))(
    'without any flag, as with those that CDK recommends: %s',
    (name, context) => {
      expect(synthesize({}, context)).toEqual(expected.get(name));
    },
  );

  it.each(Object.entries(CONFIGURATIONS))('where CDK gives each statement a policy of its own: %s', (name, context) => {
    expect(synthesize(WITH_POLICIES_APART, context)).toEqual(expected.get(name));
  });

  const flips = FLAGS.map(([name]) => name).filter(
    (name) => typeof RECOMMENDED[name] === 'boolean' && name !== NEW_STYLE_SYNTHESIS,
  );

  it.each(flips)('with %s against what is recommended', (name) => {
    expect(flips.length).toBeGreaterThan(90);
    const flags = { ...RECOMMENDED, [name]: !RECOMMENDED[name] };
    expect(synthesize(flags, CONFIGURATIONS[EVERYTHING])).toEqual(expected.get(EVERYTHING));
  });
});

describe('what a policy allows is not used before the policy is there', () => {
  const app = createApp(WITH_POLICIES_APART);
  defineStacks(app, { account: ACCOUNT, region: REGION });
  const [{ template } = { template: undefined }] = app.synth().stacks;

  interface Resource {
    readonly Type: string;
    readonly DependsOn?: readonly string[];
    readonly Properties: { readonly PolicyDocument?: { readonly Statement: readonly { readonly Sid: string }[] } };
  }
  const resources = Object.entries(template.Resources as Record<string, Resource>);

  it.each([
    ['AWS::Lambda::EventInvokeConfig', 'SendStatisticsFunctionRole', 'SendMessage'],
    ['AWS::Scheduler::Schedule', 'SendStatisticsScheduleRole', 'InvokeFunction'],
    ['AWS::Scheduler::Schedule', 'SendStatisticsScheduleRole', 'SendMessage'],
  ])('%s waits for the policy of %s that allows %s', (type, role, sid) => {
    const [, resource] = resources.find(([, { Type }]) => Type === type) ?? [];
    const policies = resources
      .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(role))
      .filter(([, { Properties }]) => Properties.PolicyDocument?.Statement.some(({ Sid }) => Sid === sid));
    expect(policies).toHaveLength(1);
    expect(resource?.DependsOn).toEqual(expect.arrayContaining(policies.map(([id]) => id)));
  });
});
