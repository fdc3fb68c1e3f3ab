import { expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { cloudWatchUrl, dashboardUrl } from '../../../lib/shared/console-url';
import { pinFeatureFlags } from '../../../lib/shared/feature-flags';
import { createApp } from '../../support/template';

function stackIn(region: string | undefined): Stack {
  const stack = new Stack(createApp(), 'Mail', { env: { account: '111122223333', region } });
  pinFeatureFlags(stack);
  return stack;
}

it.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#'],
  ['eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/cloudwatch/home?region=eusc-de-east-1#'],
])('a link of %s leads to the console of its partition', (region, start) => {
  expect(cloudWatchUrl(stackIn(region), 'alarmsV2:?search=Mail')).toBe(`${start}alarmsV2:?search=Mail`);
  expect(dashboardUrl(stackIn(region))).toBe(`${start}dashboards/dashboard/Mail-${region}`);
});

it.each(['us-iso-east-1', 'us-isob-east-1'])(
  'the isolated Region %s has no link, because its console is not public',
  (region) => {
    expect(cloudWatchUrl(stackIn(region), 'home:')).toBeUndefined();
  },
);

it('a stack whose Region only the deployment knows chooses the console by its partition', () => {
  const stack = stackIn(undefined);
  const link = JSON.stringify(stack.resolve([cloudWatchUrl(stack, 'home:'), dashboardUrl(stack)]));
  const conditions = stack.node.children.map((condition) =>
    stack.resolve((condition as never as { expression: unknown }).expression),
  );
  expect(
    JSON.stringify(conditions)
      .match(/aws-\w+(-\w+)?/g)
      ?.sort(),
  ).toEqual(['aws-cn', 'aws-eusc', 'aws-us-gov']);
  for (const domain of ['amazonaws.cn', 'amazonaws-us-gov.com', 'amazonaws-eusc.eu', 'aws.amazon.com']) {
    expect(link).toContain(`"console.${domain}"`);
  }
});
