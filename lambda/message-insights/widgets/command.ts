/** The commands that show more than a widget, to people who may see more. */
import type { Breakdown, Search } from '../search-schemas';
import { shellWord } from '../shell-word';
import { LONGEST_SPAN_MS } from '../time-span';
import type { Page } from './page';
import type { Filters } from './widget-event';

const DAY_MS = 24 * 60 * 60_000;

type Where = Pick<Page, 'apiUrl'>;

/** @param messageId a valid ID, which needs no quotes */
export function lookUpCommand(messageId: string, where: Where): string {
  return commandOf([messageId, '--unmasked'], where);
}

/** Returns the command for a search that ran. */
export function searchCommand(filters: Filters, span: Span, page: Page): string {
  return commandOf(['search', ...optionsOf({ ...filters, ...spanOf(span, page.now) }), '--unmasked'], page);
}

/** Returns the command for a breakdown that ran. */
export function breakdownCommand({ by, from, until }: Pick<Breakdown, 'by' | 'from' | 'until'>, page: Page): string {
  const days = from && until && String((Date.parse(until) - Date.parse(from)) / DAY_MS);
  return commandOf(['breakdown', ...optionsOf({ by, days }), '--json'], page);
}

type Span = Pick<Search, 'from' | 'until'>;

/** The time until somebody runs the command. */
const SLACK_MS = DAY_MS;

/** Returns the options for a span. The command of the longest span moves it, because its start is soon too old for SES. */
function spanOf({ from, until }: Span, now: number): Readonly<Record<string, string | undefined>> {
  if (from === undefined) return {};
  const isTooOld = now - Date.parse(from) > LONGEST_SPAN_MS - SLACK_MS;
  return { since: isTooOld ? `${LONGEST_SPAN_MS / DAY_MS}d` : from, until };
}

function optionsOf(values: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value ? [optionOf(name, value)] : []));
}

/** The form with `=` also fits a value that begins with a hyphen. */
function optionOf(name: string, value: string): string {
  return `--${name}=${shellWord(value)}`;
}

function commandOf(words: readonly string[], { apiUrl }: Where): string {
  return ['npm run -s insights --', ...words, '--url', apiUrl].join(' ');
}
