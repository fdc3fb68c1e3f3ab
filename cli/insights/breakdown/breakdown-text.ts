/** Formats a breakdown for people: a table that fits a screen of 80 columns and 24 lines. */
import Table from 'cli-table3';
import { foldRows, MIN_SENDS } from '../../../lambda/message-insights/breakdown-rows';
import type { Breakdown, BreakdownBy, BreakdownRow } from '../../../lambda/message-insights/search-schemas';
import { counted } from '../../../lib/shared/plural';
import { printable } from '../../../lib/shared/printable';

const DAY_MS = 24 * 60 * 60_000;

/** More rows do not fit on one screen. */
const MAX_SHOWN_ROWS = 12;

/** Longer names are cut. */
const MAX_LABEL_LENGTH = 20;

/** The words for each property, and a description of the mail that has no row. */
const WORDS = {
  isp: { heading: 'Provider', noun: 'provider', rest: 'mail to providers that SES does not name' },
  identity: { heading: 'Identity', noun: 'identity', rest: 'mail of identities that have no row' },
  'configuration-set': {
    heading: 'Configuration set',
    noun: 'configuration set',
    rest: 'mail without a configuration set, or of sets that have no row',
  },
  tenant: { heading: 'Tenant', noun: 'tenant', rest: 'mail without a tenant, or of tenants that have no row' },
} as const satisfies Record<BreakdownBy, object>;

/** A newer API may have more properties than this command. */
function wordsOf(by: string) {
  if (Object.hasOwn(WORDS, by)) return WORDS[by as BreakdownBy];
  return { heading: 'Value', noun: by || 'an unknown property', rest: 'mail that has no row' };
}

const NOT_COUNTED =
  "SES leaves out mail to several recipients, mail to its mailbox simulator, and bounces due to the account's suppression list.";

export function toBreakdownText(breakdown: Breakdown): string {
  const { by = '', rows = [], rest, total, note, unreadableRows = 0 } = breakdown;
  const { heading, noun, rest: restMail } = wordsOf(printable(by));
  const others = rows.length > MAX_SHOWN_ROWS ? foldRows(rows.slice(MAX_SHOWN_ROWS)) : undefined;
  const isMarked = [...rows, rest].some((row) => row && isUncertain(row));
  const lines = [
    note && printable(`Note: ${note}`),
    `By ${noun}, ${spanOf(breakdown)}`,
    '',
    tableOf(heading, [
      ...rows.slice(0, MAX_SHOWN_ROWS).map((row) => [row.value ?? '(hidden)', row] as const),
      ...(others ? [[`${rows.length - MAX_SHOWN_ROWS} more`, others] as const] : []),
      ...(rest ? [['Remainder', rest] as const] : []),
      ...(total ? [['Total', total] as const] : []),
    ]),
    '',
    isMarked && `* fewer than ${count(MIN_SENDS)} mails: single events decide the rate.`,
    rest && `Remainder: ${restMail}.`,
    !total && 'The total is unknown, so the rows may not be all mail.',
    unreadableRows > 0 && `The API could not read ${counted(unreadableRows, 'row')} of the export.`,
    others && 'With --json, the command shows every row.',
    NOT_COUNTED,
  ];
  return lines.filter((line) => line !== undefined && line !== false).join('\n');
}

function spanOf({ from = '', until = '' }: Breakdown): string {
  const days = Math.round((Date.parse(until) - Date.parse(from)) / DAY_MS);
  const lastDay = Date.parse(until) - DAY_MS;
  if (!Number.isFinite(days)) return 'unknown days';
  return `${dateOf(Date.parse(from))} to ${dateOf(lastDay)} (${counted(days, 'day')}, UTC)`;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function tableOf(heading: string, rows: readonly (readonly [string, BreakdownRow])[]): string {
  const labels = rows.map(([label]) => printable(label));
  const labelWidth = Math.min(MAX_LABEL_LENGTH, Math.max(heading.length, ...labels.map(({ length }) => length)));
  const table = new Table({
    head: [heading, 'Sends', 'Delivered', 'Hard bounces', 'Complaints'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    colWidths: [labelWidth + GAP],
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  for (const [index, [, row]] of rows.entries()) {
    table.push([
      labels[index],
      count(row.sends),
      count(row.deliveries),
      withRate(row.hardBounces, row.bounceRate, { row, digits: 2 }),
      withRate(row.complaints, row.complaintRate, { row, digits: 3 }),
    ]);
  }
  return table.toString().replace(/ +$/gm, '');
}

/** Spaces between columns. */
const GAP = 2;

const BORDERS = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((border) => [
  border,
  `${border}-mid`,
  `${border}-left`,
  `${border}-right`,
]);
const NO_BORDERS = Object.fromEntries([...BORDERS, 'middle'].map((border) => [border, '']));

interface Digits {
  readonly row: BreakdownRow;
  readonly digits: number;
}

function withRate(events: number, rate: number | null, { row, digits }: Digits): string {
  const shown = rate === null ? '-' : `${(rate * 100).toFixed(digits)} %`;
  return `${count(events)} ${shown.padStart(7)}${isUncertain(row) ? '*' : ' '}`;
}

/** A row without any event needs no mark. */
function isUncertain({ isSmall, hardBounces, complaints }: BreakdownRow): boolean {
  return isSmall && (hardBounces > 0 || complaints > 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
