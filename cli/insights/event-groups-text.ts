/** Formats counted bounces or complaints for one screen: the finding first, then the largest groups of each property. */
import Table from 'cli-table3';
import type { EventGroups, Outcome, Search } from '../../lambda/message-insights/search-schemas';
import type { Suppression } from '../../lambda/shared/mail/suppression';
import { printable } from '../../lib/shared/printable';
import { toWholeSeconds } from '../terminal/iso-time';
import { wrapLines } from '../terminal/wrap-lines';
import type { ApiOptions } from './client/api-options';
import { countText, isPossible, shareText, shortCount } from './count-text';

type Grouping = EventGroups['groupings'][number];

const TITLES: ReadonlyMap<string, string> = new Map([
  ['from', 'Sender'],
  ['subject', 'Subject'],
  ['isp', 'Provider'],
  ['domain', 'Recipient domain'],
  ['reason', 'Reason'],
]);

/** Reasons are too long for half of a line. */
const FULL_WIDTH: readonly string[] = ['reason'];

const COUNT_WIDTH = 8;
const SHARE_WIDTH = 7;
const GAP = 2;

/** The outcome to search for, by the kind of event. */
const OUTCOMES_OF: ReadonlyMap<string, Outcome> = new Map([
  ['bounce', 'bounced'],
  ['complaint', 'complained'],
]);

export interface EventGroupsOptions {
  /** Characters in a line. */
  readonly width: number;
  /** The API that was called. The next command calls it, too. */
  readonly api: Pick<ApiOptions, 'url' | 'aws'>;
}

/** @param search a finished search with a preset */
export function eventGroupsText(search: Search, groups: EventGroups, { width, api }: EventGroupsOptions): string {
  const { note } = search;
  const introduction = [
    ...(note === undefined ? [] : [note, '']),
    groups.finding,
    '',
    totalLine(search, groups),
    ...suppressedLines(groups.suppressed),
  ];
  return [
    wrapLines(introduction.map(printable).join('\n'), width),
    ...(isPossible(groups.events) ? toRows(groups).map((pair) => toTable(pair, width)) : []),
    ...nextLines(search, groups, api),
  ].join('\n\n');
}

/** Does not wrap the command, because people copy it. */
function nextLines(
  { from, until }: Search,
  { kind, events }: EventGroups,
  { url, aws }: EventGroupsOptions['api'],
): string[] {
  const outcome = OUTCOMES_OF.get(kind);
  if (outcome === undefined || from === undefined || until === undefined || !isPossible(events)) return [];
  const span = `--since ${seconds(from)} --until ${seconds(until)}`;
  const target = url === undefined ? '' : ` --url '${url.replaceAll("'", '%27')}'`;
  const command = `npm run -s insights -- search --outcome ${outcome} ${span}${aws ? ' --aws' : target}`;
  return [`List such mail that was sent in this time:\n  ${command}`];
}

function totalLine({ from, until }: Search, { events, kind }: EventGroups): string {
  const span = from && until ? ` from ${seconds(from)} to ${seconds(until)}` : '';
  return `${countText(events, kind)}${span}`;
}

/** The kind of suppression that AWS's bounce rate counts. */
const COUNTED_BY_AWS: Suppression = 'global-list';

function suppressedLines({ count, reasons }: EventGroups['suppressed']): string[] {
  if (!isPossible(count)) return [];
  const named = reasons
    .map(
      ({ reason, count }) => `${shortCount(count)} ${reason}${reason === COUNTED_BY_AWS ? ', which AWS counts' : ''}`,
    )
    .join(', ');
  return [`Counted separately, because SES itself suppressed it: ${countText(count, 'mail')} (${named})`];
}

/** Returns the groupings in pairs, because pairs side by side fit on one screen. */
function toRows({ kind, groupings: all }: EventGroups): (readonly Grouping[])[] {
  const groupings = all.filter(({ by }) => kind !== 'complaint' || by !== 'reason'); // a complaint has no reason
  const halves = groupings.filter(({ by }) => !FULL_WIDTH.includes(by));
  const pairs = halves.flatMap((left, index) =>
    index % 2 === 0 ? [[left, ...halves.slice(index + 1, index + 2)]] : [],
  );
  return [...pairs, ...groupings.filter(({ by }) => FULL_WIDTH.includes(by)).map((grouping) => [grouping])];
}

function toTable(groupings: readonly Grouping[], width: number): string {
  const part = Math.floor((width - GAP * (groupings.length - 1)) / groupings.length);
  const table = new Table({
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1, compact: true },
    colWidths: groupings.flatMap((_, index) => [
      COUNT_WIDTH,
      SHARE_WIDTH,
      part - COUNT_WIDTH - SHARE_WIDTH + (index < groupings.length - 1 ? GAP : 0),
    ]),
    colAligns: groupings.flatMap(() => ['right' as const, 'right' as const, 'left' as const]),
  });
  const columns = groupings.map(toCells);
  for (let row = 0; row < Math.max(...columns.map((cells) => cells.length)); row++) {
    table.push(columns.flatMap((cells) => cells[row] ?? ['', '', '']));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function toCells({ by, groups, rest }: Grouping): string[][] {
  return [
    ['', '', TITLES.get(by) ?? printable(by)],
    ...groups.map(({ value, count, share }) => [shortCount(count), shareText(share), printable(value ?? 'not shown')]),
    [shortCount(rest.count), shareText(rest.share), 'others, or not shown'],
  ];
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

function seconds(time: string): string {
  return toWholeSeconds(Date.parse(time));
}
