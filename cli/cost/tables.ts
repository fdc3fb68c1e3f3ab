/** The tables of `npm run cost`, as Markdown. */
import { counted } from '../../lib/shared/plural';
import { ALTERNATIVES } from './alternatives';
import type { Traffic } from './monthly-amounts';
import { PLANS, type Plan, sesCost, vdmCost } from './plans';
import { type Amounts, type CostLine, costLines, total } from './prices';

type Calculate = (traffic: Traffic) => Amounts;

/** The Regions and the look-ups a day that the tables compare. */
const REGIONS = [1, 5, 17] as const;
const LOOK_UPS = [0, 100, 10_000] as const;
const MESSAGES = [100_000, 1_000_000] as const;

/** Returns what each part costs. */
export function partsTable(amounts: Amounts, others: readonly CostLine[] = []): string {
  const lines = [...costLines(amounts), ...others];
  return markdown(
    ['', 'per month', 'USD', 'USD after the free tier'],
    [
      ...lines.map(({ item, amount, list, afterFreeTier }) => [
        item,
        printedAmount(amount),
        printedUsd(list),
        printedUsd(afterFreeTier),
      ]),
      ['**Total**', '', `**${usd(total(lines, 'list'))}**`, `**${usd(total(lines, 'afterFreeTier'))}**`],
    ],
  );
}

/** Returns the cost of several numbers of Regions and look-ups. */
export function trafficTable(calculate: Calculate): string {
  return markdown(
    [
      'Look-ups a day, in all Regions',
      ...REGIONS.flatMap((regions) => [counted(regions, 'Region'), 'after the free tier']),
    ],
    LOOK_UPS.map((lookUps) => [
      lookUps.toLocaleString('en-US'),
      ...REGIONS.flatMap((regions) => {
        const lines = costLines(calculate({ lookUps, regions }));
        return [usd(total(lines, 'list')), usd(total(lines, 'afterFreeTier'))];
      }),
    ]),
  );
}

/** Returns what SES costs on each plan, without and with VDM. */
export function vdmTable(): string {
  return markdown(
    [
      'SES plan',
      'USD a month',
      '1,000 messages',
      'VDM adds',
      ...MESSAGES.flatMap((messages) => [`${messages.toLocaleString('en-US')} messages`, 'with VDM']),
    ],
    Object.values(PLANS).map((plan: Plan) => [
      plan.name,
      usd(plan.fee),
      usd(plan.thousandMessages),
      usd(plan.thousandMessagesInVdm),
      ...MESSAGES.flatMap((messages) => {
        const withoutVdm = sesCost(plan, messages);
        return [usd(withoutVdm), usd(withoutVdm + vdmCost(plan, messages))];
      }),
    ]),
  );
}

/** Returns the cost of this exporter beside the cost of others. */
export function alternativesTable(calculate: Calculate, lookUps: number): string {
  const exporter = (regions: number) => costLines(calculate({ lookUps, regions }));
  const costs = (cost: (regions: number) => number) => REGIONS.map((regions) => usd(cost(regions)));
  return markdown(
    ['', 'USD a month', ...REGIONS.map((regions) => counted(regions, 'Region'))],
    [
      ['this exporter, list price', 'see above', ...costs((regions) => total(exporter(regions), 'list'))],
      [
        'this exporter, after the free tier',
        'see above',
        ...costs((regions) => total(exporter(regions), 'afterFreeTier')),
      ],
      ...ALTERNATIVES.map(({ name, arithmetic, cost }) => [name, arithmetic, ...costs(cost)]),
    ],
  );
}

/** Returns the line that VDM adds. The free tier does not cover it. */
export function vdmLine(plan: Plan, messages: number): CostLine {
  const cost = vdmCost(plan, messages);
  return { item: `VDM, messages, ${plan.name}`, amount: messages, list: cost, afterFreeTier: cost };
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => toRow(cells)).join('\n');
}

function toRow(cells: readonly string[]): string {
  return cells[1] === '---' ? `|${cells.join('|')}|` : `|${cells.map((cell) => (cell ? ` ${cell} ` : ' ')).join('|')}|`;
}

function printedAmount(amount: number): string {
  return amount.toLocaleString('en-US', amount < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
}

/** An amount below half a cent is more than nothing. */
function printedUsd(amount: number): string {
  return amount > 0 && amount < 0.005 ? '< 0.01' : usd(amount);
}

function usd(amount: number): string {
  return amount.toFixed(2);
}
