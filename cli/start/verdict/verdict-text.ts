/** Formats a verdict for people: whether it would have paged, what came closest, and what cannot be known. */
import Table from 'cli-table3';
import type { AlarmLevel } from '../../../lib/alarms/alarm-row';
import { recentSends } from '../../../lib/alarms/alarm-texts';
import type { RateName } from '../../../lib/alarms/aws-thresholds';
import { percent } from '../../../lib/alarms/percent';
import { counted } from '../../../lib/shared/plural';
import type { Doubt, DropReading, Notice } from '../../../local/verdict/notices';
import { closenessOf, type RateAlarmSetting, type Reading } from '../../../local/verdict/readings';
import type { Coverage, NearAlarm, Verdict } from '../../../local/verdict/verdict';
import { formatDuration } from '../../insights/duration-text';

const DAY_MS = 24 * 60 * 60_000;

/** The text lists this many of the newest messages of a topic. JSON has all of them. */
const LISTED = 10;

const DOUBTS: Readonly<Record<Doubt, string>> = {
  'begins earlier': 'or earlier',
  'held back': 'unless an earlier burst held it back',
};

const NOUNS: Readonly<Record<RateName, string>> = { BounceRate: 'bounce', ComplaintRate: 'complaint' };

export function toVerdictText(verdict: Verdict): string {
  const { from, to, pages, warnings, nearMisses } = verdict;
  return [
    `Would the alarms of the configured stack have paged? ${minuteOf(from)} to ${minuteOf(to)}:`,
    '',
    ...headline(verdict),
    ...notices('page', pages),
    ...notices('warning', warnings),
    ...heldBackLines(verdict),
    ...(nearMisses.length > 0 ? ['', 'Nearest misses of the alarms that did not fire:', missTable(nearMisses)] : []),
    '',
    ...nowLines(verdict),
    ...limitLines(verdict),
  ].join('\n');
}

function headline({ from, to, pages, warnings, coverage, now, hasMail }: Verdict): string[] {
  const firing = now.filter(({ level, state }) => level === 'critical' && state === 'ALARM').map(({ alarm }) => alarm);
  const days = `in these ${counted(Math.round((to - from) / DAY_MS), 'day')}`;
  const nothing = `SES counted no delivery attempts ${days}, so the alarms on the exporter's own rates had nothing to judge.`;
  return [
    ...(hasMail ? [] : [nothing]),
    `${numberOf(pages.length, 'page', coverage.critical)} ${days}. ${coverageText('critical', coverage.critical)}`,
    `${numberOf(warnings.length, 'warning', coverage.warning)}. ${coverageText('warning', coverage.warning)}`,
    ...(firing.length > 0 ? [`Would page now: ${firing.join(', ')}. SES does not report since when.`] : []),
  ];
}

/** Without an alarm that can be judged, the number is unknown and not zero. */
function numberOf(count: number, noun: string, { all, judged }: Coverage): string {
  if (judged === 0 && all > 0) return `An unknown number of ${noun}s`;
  return count === 0 ? `No ${noun}` : counted(count, noun);
}

function coverageText(level: AlarmLevel, { all, judged }: Coverage): string {
  if (all === 0) return `The stack has no ${level} alarm.`;
  return `${judged === 0 ? 'None' : judged} of the ${counted(all, `${level} alarm`)} can be judged.`;
}

function notices(noun: string, all: readonly Notice[]): string[] {
  if (all.length === 0) return [];
  const table = createTable([22, 19, 53]);
  const listed = all.slice(-LISTED);
  for (const { alarm, from, to, doubt, causes, drops } of listed) {
    const longer = doubt === 'begins earlier' ? ' or longer' : '';
    const lasted = to === undefined ? 'still open' : `for ${formatDuration((to - from) / 1000)}${longer}`;
    const lines = [
      ...causes.map(
        (cause) => `${cause.alarm}${cause.reading ? `: ${readingText(cause.rate, cause.setting, cause.reading)}` : ''}`,
      ),
      ...drops.map(dropText),
    ];
    const started = [noun.toUpperCase(), minuteOf(from), ...(doubt ? [DOUBTS[doubt]] : [])];
    table.push([started.join('\n'), lasted, lines.join('\n') || alarm]);
  }
  const older = all.length - listed.length;
  return ['', table.toString(), ...(older > 0 ? [`and ${counted(older, `earlier ${noun}`)}`] : [])];
}

function heldBackLines({ heldBack }: Verdict): string[] {
  if (heldBack.length === 0) return [];
  const times = new Map<string, number[]>();
  for (const { alarm, from } of heldBack) times.set(alarm, [...(times.get(alarm) ?? []), from]);
  const alarms = [...times].map(([alarm, all]) => {
    const last = minuteOf(Math.max(...all));
    return all.length === 1 ? `${alarm} at ${last}` : `${alarm} ${all.length} times, the last at ${last}`;
  });
  return ['', `Fired without a page of their own, because a burst had paged within 24 hours: ${alarms.join(', ')}.`];
}

function missTable(misses: readonly NearAlarm[]): string {
  const table = createTable([28, 22, 42]);
  for (const { alarm, rate, setting, reading, closeness, level } of misses) {
    table.push([
      `${alarm}\n${levelText(level)}, ${share(closeness)} of the way`,
      minuteOf(reading.time),
      `${readingText(rate, setting, reading)}. ${needText(rate, setting, reading)}`,
    ]);
  }
  return table.toString();
}

function levelText(level: AlarmLevel): string {
  return level === 'critical' ? 'page' : 'warning';
}

/** Returns words such as `20 % of the last hour's sends (5 attempts, 1 bounce)`. */
function readingText(rate: RateName, setting: RateAlarmSetting, { rate: value, attempts, events }: Reading): string {
  if (!('window' in setting)) return `AWS's own ${NOUNS[rate]} rate was ${rounded(value)}`;
  const volume = `${counted(attempts ?? 0, 'attempt')}, ${counted(events ?? 0, NOUNS[rate])}`;
  return `${rounded(value)} of ${recentSends(setting.window)} (${volume})`;
}

function dropText({ alarm, attempts, attemptsBefore }: DropReading): string {
  const number = (count: number | undefined) => (count === undefined ? 'unknown' : counted(count, 'attempt'));
  return `${alarm}: ${number(attempts)} in the last hour, ${number(attemptsBefore)} in the same hour one week before`;
}

/** Returns what the alarm needs beyond the reading, or how often it needs a reading that already breaches. */
function needText(rate: RateName, setting: RateAlarmSetting, reading: Reading): string {
  const { threshold, datapointsToAlarm, evaluationPeriods } = setting;
  if (closenessOf(reading, setting) === 1) {
    return `It needs ${datapointsToAlarm} of ${evaluationPeriods} ${'window' in setting ? 'polls' : 'hours'}.`;
  }
  const floors =
    'attempts' in setting
      ? [
          ...((reading.attempts ?? 0) < setting.attempts ? [counted(setting.attempts, 'attempt')] : []),
          ...((reading.events ?? 0) < setting.events ? [counted(setting.events, NOUNS[rate])] : []),
        ]
      : [];
  const needs = [...(reading.rate < threshold ? [percent(threshold)] : []), ...floors];
  return `It needs ${new Intl.ListFormat('en').format(needs)}.`;
}

function nowLines({ now }: Verdict): string[] {
  if (now.length === 0) return [];
  const states = now.map(({ alarm, state }) => `${alarm} ${state === 'INSUFFICIENT_DATA' ? 'unknown' : state}`);
  return [`Judged now only, because SES keeps no history of them: ${states.join(', ')}`];
}

function limitLines({ judgedFrom, unjudged, accuracyMs }: Verdict): string[] {
  const late = new Map<number, string[]>();
  for (const [alarm, time] of judgedFrom) late.set(time, [...(late.get(time) ?? []), alarm]);
  return [
    ...[...unjudged].map(([reason, alarms]) => `Not judged: ${alarms.join(', ')}, because ${reason}`),
    ...[...late].map(
      ([time, alarms]) =>
        `Judged only from ${minuteOf(time)}, because the data before is incomplete: ${alarms.join(', ')}`,
    ),
    `Times are accurate to ${counted(accuracyMs / 60_000, 'minute')}. The deployed exporter may see a shorter breach that this verdict misses, or miss one that it shows. SES does not document whether it counts a late bounce when it arrives or when its mail was sent.`,
  ];
}

function createTable(colWidths: number[]) {
  return new Table({ style: { head: [], border: [] }, colWidths, wordWrap: true });
}

function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function rounded(rate: number): string {
  return percent(Number(rate.toFixed(5)));
}

/** Rounds down, so that an alarm that did not fire never has 100 %. */
function share(closeness: number): string {
  return `${Math.floor(closeness * 100)} %`;
}
