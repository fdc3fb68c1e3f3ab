import { expect, it } from '@jest/globals';
import { createCalculator } from '../../../cli/cost/monthly-amounts';
import { sumOf } from '../../../cli/cost/prices';
import { resourceAmounts } from '../../../cli/cost/resource-amounts';
import { synthesizeStacks } from '../../../cli/stack/stack-template';

const REGIONS = ['eu-west-1', 'us-east-1', 'eu-central-1', 'eu-north-1'];
const calculate = createCalculator({ 'exporter:regions': REGIONS, 'exporter:weeklyReport': true });

it('counts the resources of four Regions as their templates do', () => {
  const whole = sumOf(synthesizeStacks({ 'exporter:regions': REGIONS }).map((template) => resourceAmounts(template)));
  expect(whole).toMatchObject({ dashboard: 4, largeDashboard: 1, key: 4 });
  expect(calculate({ lookUps: 0 })).toMatchObject(whole);
});

it('has no dashboard of all Regions in one Region', () => {
  const { dashboard, largeDashboard } = calculate({ lookUps: 0, regions: 1 });
  expect([dashboard, largeDashboard]).toEqual([1, undefined]);
});

it('distributes the look-ups over the Regions', () => {
  // 240 a day in a month of 730 hours
  for (const regions of [1, 2, 3]) expect(calculate({ lookUps: 240, regions }).apiRequest).toBeCloseTo(7_300, 6);
});
