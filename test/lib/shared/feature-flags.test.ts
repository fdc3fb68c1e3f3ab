/** The default template does not depend on feature flags. `feature-flags.long.ts` has all configurations and each flag. */
import { expect, it } from '@jest/globals';
import { FLAGS, NEW_STYLE_SYNTHESIS, RECOMMENDED, SEPARATE_POLICIES, synthesize } from '../../support/flagged-stacks';

const OPPOSITE = Object.fromEntries(
  FLAGS.map(([name]) => [name, RECOMMENDED[name]] as const)
    .filter(([name, value]) => typeof value === 'boolean' && name !== NEW_STYLE_SYNTHESIS)
    .map(([name, value]) => [name, !value]),
);

it.each([
  ['no flag is set', {}],
  ['CDK creates a policy for each statement', SEPARATE_POLICIES],
  ['each flag has the opposite of its recommended value', { ...RECOMMENDED, ...OPPOSITE }],
])('the default stack is the same if %s', (_, flags) => {
  expect(Object.keys(OPPOSITE).length).toBeGreaterThan(90);
  expect(synthesize(flags, {})).toEqual(synthesize(RECOMMENDED, {}));
});
