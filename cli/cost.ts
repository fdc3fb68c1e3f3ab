/** `npm run cost`: what the configured stack costs a month, as a table for the README. */
import { Command } from 'commander';
import { isWindowMetric, publishedMetrics, scheduleOffsetMinutes } from '../lambda/send-statistics/contract';
import { dueSlots, lookForHoles } from '../lambda/send-statistics/slots';
import { type CostLine, monthlyCost, total } from './cost/monthly-cost';
import { addContextOption, type ContextOption, readStackConfig, readStackContext } from './stack/stack-settings';
import { synthesizeStack } from './stack/stack-template';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';

const MINUTE_MS = 60_000;

/** A poll asks SES this long after its slot. */
const CALLED_AFTER_MS = 5_000;

export function costTable(context = readStackContext()): string {
  const { settings } = readStackConfig(context);
  const { windows, optionalMetrics, schedulePeriodMinutes } = settings;
  const published = publishedMetrics(optionalMetrics);
  const ofWindows = published.filter(isWindowMetric).length;
  const slot = scheduleOffsetMinutes(schedulePeriodMinutes) * MINUTE_MS; // the first of an hour
  const { spanMs } = lookForHoles(slot, schedulePeriodMinutes);
  const lookedFor = dueSlots(slot + CALLED_AFTER_MS, spanMs, settings).filter((due) => due.slot !== slot);
  const lines = monthlyCost(synthesizeStack(context), {
    metrics: ofWindows * windows.length + published.length - ofWindows,
    metricsAskedFor: new Set(lookedFor.map(({ window }) => window)).size,
    pollsAnHour: 60 / schedulePeriodMinutes,
  });
  return [
    '| | a month | USD | USD after the free tier |',
    '|---|---|---|---|',
    ...lines.map(rowOf),
    `| **Together** | | **${usd(total(lines, 'list'))}** | **${usd(total(lines, 'afterFreeTier'))}** |`,
  ].join('\n');
}

function rowOf({ what, amount, list, afterFreeTier }: CostLine): string {
  return `| ${what} | ${Math.round(amount).toLocaleString('en-US')} | ${usd(list)} | ${usd(afterFreeTier)} |`;
}

function usd(amount: number): string {
  return amount.toFixed(2);
}

export async function main(args: readonly string[]): Promise<boolean> {
  const command = addContextOption(new Command('npm run cost --'))
    .description('Prints what the stack that cdk.json configures costs a month in one Region.')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run cost')) return true;
  console.log(costTable(readStackContext(command.opts<ContextOption>().context)));
  return true;
}

if (require.main === module) runCommand(main);
