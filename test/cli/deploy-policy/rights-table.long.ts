import { expect, it } from '@jest/globals';
import { RIGHTS } from '../../../cli/deploy-policy/rights-table';
import { synthesizeStacks } from '../../../cli/deploy-policy/synthesized-stacks';
import { CONFIGURATIONS } from '../../e2e/support/configurations';

it('every type of resource in every configuration has a row, and every row has a resource', () => {
  const templates = Object.values(CONFIGURATIONS).flatMap((context) => synthesizeStacks(context, false).templates);
  const types = new Set(templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)));
  expect([...types].sort()).toEqual(Object.keys(RIGHTS).sort());
});
