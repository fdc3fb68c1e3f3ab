/** What the stacks of all Regions use in a month. */
import { sesRegionsBeside } from '../../lib/config/ses-regions';
import { readStackConfig, type StackContext } from '../stack/stack-settings';
import { stackRegion, synthesizeStacks } from '../stack/stack-template';
import { InputError } from '../terminal/input-error';
import { type Amounts, sumOf, times } from './prices';
import { resourceAmounts } from './resource-amounts';
import { DAYS_PER_MONTH, type Usage, workloadAmounts } from './workload-amounts';

/** The stacks of all but the first Region do not differ from each other. */
const DIFFERENT_STACKS = 2;

export interface Traffic {
  /** Look-ups a day in all Regions together. */
  readonly lookUps: number;
  /** Number of Regions. Default: those of the configuration. */
  readonly regions?: number;
}

/**
 * Returns a function that synthesizes the stacks of a number of Regions, and adds up what they use. The stack of the first Region
 * has the dashboard of all Regions, and the chat channels.
 *
 * @throws InputError for more Regions than SES has
 * @throws ConfigError for a configuration that the stack rejects
 */
export function createCalculator(context: StackContext): (traffic: Traffic) => Amounts {
  const { config, settings } = readStackConfig(context);
  const region = stackRegion(config);
  const configured = config.regions ?? [region];
  const available = [...new Set([...configured, ...sesRegionsBeside(region)])];
  const synthesized = new Map<number, ReturnType<typeof synthesizeStacks>>();
  const stacksOf = (count: number) => {
    const known = synthesized.get(count) ?? synthesizeStacks(regionContext(context, available.slice(0, count)));
    synthesized.set(count, known);
    return known;
  };
  return ({ lookUps, regions = configured.length }) => {
    if (regions > available.length) {
      throw new InputError(
        `--regions is ${regions}, but credentials of this configuration are valid in ${available.length} Regions with SES: pass a smaller number`,
      );
    }
    const usage: Usage = { settings, lookUps: (lookUps * DAYS_PER_MONTH) / regions };
    const templates = stacksOf(Math.min(regions, DIFFERENT_STACKS));
    const [first, other] = templates.map((template) =>
      sumOf([resourceAmounts(template, regions / templates.length), workloadAmounts(template, usage)]),
    );
    return sumOf([first ?? {}, times(regions - 1, other ?? {})]);
  };
}

function regionContext(context: StackContext, regions: readonly string[]): StackContext {
  return { ...context, 'exporter:regions': regions };
}
