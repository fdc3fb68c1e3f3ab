/** `npm run cost`: prints the monthly cost of the configured stack, as a table for the README. */
import { Command } from 'commander';
import { isWindowMetric, publishedMetrics, scheduleOffsetMinutes } from '../lambda/send-statistics/contract';
import { dueSlots, gapSearch } from '../lambda/send-statistics/slots';
import { type CostLine, monthlyCost, total } from './cost/monthly-cost';
import { addContextOption, type ContextOption, readStackConfig, readStackContext } from './stack/stack-settings';
import { synthesizeStack } from './stack/stack-template';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';

const MINUTE_MS = 60_000;

/** Time from the slot until the exporter calls SES. An assumption. */
const START_DELAY_MS = 5_000;

export function costTable(context = readStackContext()): string {
  const { settings } = readStackConfig(context);
  const { windows, optionalMetrics, schedulePeriodMinutes } = settings;
  const published = publishedMetrics(optionalMetrics);
  const perWindow = published.filter(isWindowMetric).length;
  const slot = scheduleOffsetMinutes(schedulePeriodMinutes) * MINUTE_MS; // the first slot of an hour
  const { spanMs } = gapSearch(slot, schedulePeriodMinutes);
  const repairable = dueSlots({ ...settings, calledAt: slot + START_DELAY_MS, spanMs }).filter(
    (due) => due.slot !== slot,
  );
  const lines = monthlyCost(synthesizeStack(context), {
    metrics: perWindow * windows.length + published.length - perWindow,
    metricsRead: new Set(repairable.map(({ window }) => window)).size,
    pollsPerHour: 60 / schedulePeriodMinutes,
  });
  return [
    '| | per month | USD | USD after the free tier |',
    '|---|---|---|---|',
    ...lines.map(rowOf),
    `| **Total** | | **${usd(total(lines, 'list'))}** | **${usd(total(lines, 'afterFreeTier'))}** |`,
  ].join('\n');
}

function rowOf({ item, amount, list, afterFreeTier }: CostLine): string {
  return `| ${item} | ${Math.round(amount).toLocaleString('en-US')} | ${usd(list)} | ${usd(afterFreeTier)} |`;
}

function usd(amount: number): string {
  return amount.toFixed(2);
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run cost --'))
    .description('Prints the monthly cost of the stack that cdk.json configures, in one Region.')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run cost')) return true;
  console.log(costTable(readStackContext(command.opts<ContextOption>().context)));
  return true;
}

if (require.main === module) runCommand(main);
