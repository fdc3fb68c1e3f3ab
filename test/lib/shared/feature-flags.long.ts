/** The templates depend on the settings, and not on the feature flags of the app that defines the stacks. */
import { describe, expect, it } from '@jest/globals';
import { defineStacks } from '../../../lib/exporter-app';
import { ACCOUNT, CONFIGURATIONS, REGION } from '../../e2e/support/configurations';
import { FLAGS, NEW_STYLE_SYNTHESIS, RECOMMENDED, SEPARATE_POLICIES, synthesize } from '../../support/flagged-stacks';
import { createApp } from '../../support/template';

const EVERYTHING = 'every option, in two Regions';

describe('the stacks are the same', () => {
  const expected = new Map(
    Object.entries(CONFIGURATIONS).map(([name, context]) => [name, synthesize(RECOMMENDED, context)] as const),
  );

  it.each(Object.entries(CONFIGURATIONS))('without any flag as with the recommended flags: %s', (name, context) => {
    expect(synthesize({}, context)).toEqual(expected.get(name));
  });

  it.each(Object.entries(CONFIGURATIONS))('if CDK creates a policy for each statement: %s', (name, context) => {
    expect(synthesize(SEPARATE_POLICIES, context)).toEqual(expected.get(name));
  });

  const flips = FLAGS.map(([name]) => name).filter(
    (name) => typeof RECOMMENDED[name] === 'boolean' && name !== NEW_STYLE_SYNTHESIS,
  );

  function flipped(names: readonly string[]): unknown {
    const changes = Object.fromEntries(names.map((name) => [name, !RECOMMENDED[name]]));
    return synthesize({ ...RECOMMENDED, ...changes }, CONFIGURATIONS[EVERYTHING]);
  }

  /**
   * Each flag has a number. For each bit, one group has the flags whose number has the bit, and one group has the others. For
   * any two flags, at least one group has the first without the second. No flag can therefore hide the effect of another in
   * all groups.
   */
  const groups = Array.from({ length: Math.ceil(Math.log2(flips.length)) }, (_, bit) =>
    [1, 0].map((value) => [bit, value, flips.filter((_, number) => ((number >> bit) & 1) === value)] as const),
  ).flat();

  it('for groups of flags that separate each flag from every other flag', () => {
    expect(flips.length).toBeGreaterThan(90);
    const isSeparate = (one: string, other: string) =>
      groups.some(([, , names]) => names.includes(one) && !names.includes(other));
    const confused = flips.flatMap((one) => flips.filter((other) => one !== other && !isSeparate(one, other)));
    expect(confused).toEqual([]);
  });

  it.each(groups)(
    'with the opposite of the recommended value for each flag whose number has, at bit %i, the value %i',
    (_bit, _value, names) => {
      const isSame = (got: unknown) => JSON.stringify(got) === JSON.stringify(expected.get(EVERYTHING));
      if (isSame(flipped(names))) return;
      expect(names.filter((name) => !isSame(flipped([name])))).toEqual([]); // names the flags that make the difference
      expect(flipped(names)).toEqual(expected.get(EVERYTHING)); // the flags make a difference only together
    },
  );
});

describe('a resource is created after the policy that it needs', () => {
  const app = createApp(SEPARATE_POLICIES);
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
    ['AWS::Lambda::EventInvokeConfig', 'AlarmBriefFunctionRole', 'SendMessage'],
    ['AWS::Scheduler::Schedule', 'SendStatisticsScheduleRole', 'InvokeFunction'],
    ['AWS::Scheduler::Schedule', 'SendStatisticsScheduleRole', 'SendMessage'],
  ])('%s depends on the policy of %s that allows %s', (type, role, sid) => {
    const [construct = ''] = /^SendStatistics|^AlarmBrief/.exec(role) ?? [];
    const [, resource] = resources.find(([id, { Type }]) => Type === type && id.startsWith(construct)) ?? [];
    const policies = resources
      .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(role))
      .filter(([, { Properties }]) => Properties.PolicyDocument?.Statement.some(({ Sid }) => Sid === sid));
    expect(policies).toHaveLength(1);
    expect(resource?.DependsOn).toEqual(expect.arrayContaining(policies.map(([id]) => id)));
  });
});
