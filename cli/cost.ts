/** `npm run cost`: prints the monthly cost of the configured stacks, as tables for the documents. */
import { Command, Option } from 'commander';
import { createCalculator, type Traffic } from './cost/monthly-amounts';
import { MAX_MESSAGES, PLAN_NAMES, PLANS, type PlanName } from './cost/plans';
import { alternativesTable, partsTable, trafficTable, vdmLine, vdmTable } from './cost/tables';
import { addContextOption, type ContextOption, readStackContext, type StackContext } from './stack/stack-settings';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';
import { InputError } from './terminal/input-error';
import { integerFrom } from './terminal/integer-option';

const DEFAULT_LOOK_UPS = 100;

/** SES allows one look-up a second in each Region. */
const MAX_LOOK_UPS = 86_400;

const TABLES = ['parts', 'traffic', 'vdm', 'alternatives'] as const;

interface CostOptions extends ContextOption, Partial<Traffic> {
  readonly table: (typeof TABLES)[number];
  readonly messages?: number;
  readonly plan?: PlanName;
}

/** Returns what each part of the configured stacks costs. */
export function costTable(context: StackContext, traffic: Traffic = { lookUps: DEFAULT_LOOK_UPS }): string {
  return partsTable(createCalculator(context)(traffic));
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run cost --'))
    .description('Prints the monthly cost of the stacks that cdk.json configures, at the list prices of us-east-1.')
    .addOption(new Option('--table <name>', 'what to print').choices(TABLES).default('parts'))
    .option(
      '--look-ups <n>',
      `look-ups a day in all Regions (default: ${DEFAULT_LOOK_UPS})`,
      integerFrom(0, MAX_LOOK_UPS),
    )
    .option('--regions <n>', 'number of Regions (default: those of the configuration)', integerFrom(1, 100))
    .option('--messages <n>', 'messages a month that VDM records (default: 0)', integerFrom(0, MAX_MESSAGES))
    .addOption(new Option('--plan <plan>', 'plan of SES, for the price of VDM (default: "none")').choices(PLAN_NAMES))
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run cost')) return true;
  const options = command.opts<CostOptions>();
  assertUsed(options);
  console.log(tableOf(options));
  return true;
}

function tableOf({
  context: commandLine,
  table,
  lookUps = DEFAULT_LOOK_UPS,
  regions,
  messages = 0,
  plan,
}: CostOptions) {
  if (table === 'vdm') return vdmTable();
  const calculate = createCalculator(readStackContext(commandLine));
  if (table === 'traffic') return trafficTable(calculate);
  if (table === 'alternatives') return alternativesTable(calculate, lookUps);
  return partsTable(calculate({ lookUps, regions }), messages > 0 ? [vdmLine(PLANS[plan ?? 'none'], messages)] : []);
}

/** @throws InputError for an option that the table does not use */
function assertUsed({ table, lookUps, regions, messages, plan }: CostOptions): void {
  if (table !== 'parts') {
    const isFixed = { lookUps: table !== 'alternatives', regions: true, messages: true, plan: true };
    const given = Object.entries({ 'look-ups': isFixed.lookUps && lookUps, regions, messages, plan }).find(
      ([, value]) => value !== undefined && value !== false,
    );
    if (given) {
      throw new InputError(
        `--${given[0]} does not change "--table ${table}", which compares several values: leave one of the two out`,
      );
    }
  }
  if (plan !== undefined && messages === undefined) {
    throw new InputError(
      `--plan ${plan} changes only the price of VDM: also pass --messages, such as --messages 100000`,
    );
  }
}

if (require.main === module) runCommand(main);
