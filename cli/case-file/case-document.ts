/** Writes a case file as Markdown: what happened, what was changed, and how it will be noticed next time. */
import { count, percent, toMinute } from '../../lambda/alarm-brief/numbers';
import { DEFAULT_ALARMS, RATE_PAGE, rowOf } from '../../lib/alarms/alarm-table';
import { AWS_THRESHOLDS } from '../../lib/alarms/aws-thresholds';
import type { AlarmId, DeployedAlarm } from '../deployed/alarms';
import { incidentsOf, pagersOf } from './alarm-events';
import { type AccountDetails, type CaseFacts, type Reading, readValue } from './case-facts';
import { consoleLinks } from './console-links';
import { type AnswerFigures, draftAnswer, draftPauseAnswer } from './draft-answer';
import { attemptsOf, figuresOf, isAffected, KINDS, RATES } from './incident-figures';
import { BLANK, type Cells, code, table } from './markdown';
import { type RateFigure, type RateFigures, ratesIn, type Series } from './rate-figures';
import { sourceRows } from './sources';
import { slugOf, timelineRows } from './timeline';

const NO_VALUE = 'no value';

/** Returns the document. It has no addresses, no subjects and no names of people. */
export function toCaseDocument(facts: CaseFacts): string {
  return `${[
    ...header(facts),
    ...answer(facts),
    '## What happened',
    '',
    ...summary(facts),
    '',
    `The cause: ${BLANK} (which mail, from which sender or job, why it bounced or why people complained)`,
    '',
    '### Rates',
    '',
    ...rates(facts),
    '',
    '### Timeline',
    '',
    ...unknownLine('The history of the alarms', facts.events),
    ...table(['Time', 'Event', 'Source'], timelineRows(facts)),
    '',
    '## What was changed',
    '',
    `- Stopped: ${BLANK}, at ${BLANK} UTC`,
    `- Removed from our own lists: ${BLANK} addresses`,
    `- How new addresses are checked now: ${BLANK}, live since ${BLANK} UTC`,
    `- Who approved the change: ${BLANK}`,
    '',
    '### Suppression list',
    '',
    ...suppressions(facts),
    '',
    '## How it will be noticed next time',
    '',
    ...nextTime(facts),
    '',
    '## The account now',
    '',
    ...account(facts),
    '',
    ...consoleLinks(facts.stack.region),
    '',
    '## Sources',
    '',
    ...table(['Figure', 'Read with', 'Span', 'Result'], sourceRows(facts)),
    '',
    'AWS reviews each Region separately. For another Region, run the command again with its `AWS_REGION`.',
  ].join('\n')}\n`;
}

function header({ stack, span, isFromPage, writtenAt }: CaseFacts): string[] {
  const version = stack.outputs.ExporterVersion;
  return [
    `# Case file: ${code(stack.name)}, ${spanText(span)}`,
    '',
    `Account ${stack.account}, Region ${stack.region}. Written at ${toMinute(writtenAt)} from AWS's records${version ? `, with ses-metrics-exporter ${code(version)} deployed` : ''}. ${isFromPage ? 'The span begins one day before the newest page.' : 'The command line set the span.'}`,
    '',
    `Fill in every \`${BLANK}\`: only people know it. A figure that could not be read is **unknown**. The page has no addresses and no subjects.`,
    '',
  ];
}

function answer(facts: CaseFacts): string[] {
  const { region } = facts.stack;
  const isPaused =
    readValue(facts.account)?.status === 'SHUTDOWN' ||
    (readValue(facts.series) ?? []).some(
      ({ metric, points }) =>
        metric === 'EnforcementLevel' && points.some(({ at, value }) => at >= facts.span.from && value >= 2),
    );
  const kinds = KINDS.filter((kind) => isAffected(kind, facts));
  const paragraphs = [
    ...(isPaused ? [draftPauseAnswer({ region })] : []),
    ...kinds.flatMap((kind) => draftAnswer(kind, answerFigures(kind, facts))),
  ];
  return [
    "## Draft of the answer to AWS's review",
    '',
    ...(paragraphs.length > 0
      ? [
          'Delete what is not true. Change first, then send: AWS does not accept plans.',
          '',
          ...paragraphs.flatMap((text) => [`> ${text}`, '>']),
        ].slice(0, -1)
      : [
          "No rate reached AWS's review level in this span, as far as it could be read. If AWS asks about another problem, answer that one.",
        ]),
    '',
  ];
}

function answerFigures(kind: (typeof KINDS)[number], facts: CaseFacts): AnswerFigures {
  const { day, reachedReview, page } = figuresOf(kind, facts);
  const reasons = readValue(facts.account)?.suppressedReasons ?? [];
  return {
    from: minuteOf(reachedReview?.at),
    until: minuteOf(page?.until),
    region: facts.stack.region,
    before: shareOf(day?.before?.rate),
    peak: shareOf(day?.peak?.rate),
    newest: shareOf(day?.newest?.rate),
    events: countOf(day?.peak?.events),
    attempts: countOf(day?.peak?.attempts),
    suppressedBy: reasons.includes(kind.toUpperCase()) ? "SES's account-level suppression list" : undefined,
    hourThreshold: thresholdOf(facts, kind, 'bursts'),
    dayThreshold: thresholdOf(facts, kind, 'lasting'),
    pageAt: minuteOf(page?.from),
    minutesToPage:
      page && reachedReview && page.from >= reachedReview.at
        ? String(Math.round((page.from - reachedReview.at) / 60_000))
        : undefined,
  };
}

/** Returns the threshold of the alarm of a kind, if the alarm has the window that the draft names. */
function thresholdOf(
  { alarms }: CaseFacts,
  kind: (typeof KINDS)[number],
  group: keyof typeof RATE_PAGE,
): string | undefined {
  const name = RATE_PAGE[group].find((id) => rowOf(id).kind === 'rate' && rowOf(id).events === kind);
  const alarm = readValue(alarms)?.find(({ id }) => id === name);
  const setting = name && DEFAULT_ALARMS[name];
  if (!alarm || !setting || !('window' in setting)) return undefined;
  const words = setting.window === '1h' ? "the last hour's sends" : "the last 24 hours' sends";
  return alarm.description.includes(words) ? shareOf(alarm.threshold) : undefined;
}

function summary(facts: CaseFacts): string[] {
  const { span, alarms } = facts;
  const events = readValue(facts.events);
  const pages = events && incidentsOf(events, pagersOf(readValue(alarms)));
  const lines = KINDS.filter((kind) => isAffected(kind, facts)).map((kind) => {
    const { day } = figuresOf(kind, facts);
    return `- The ${kind} rate over 24 hours went from ${figureText(day?.before, span.from)} to ${figureText(day?.peak)}, and is now ${figureText(day?.newest)}.`;
  });
  return [
    ...lines,
    ...(pages === undefined
      ? ['- Pages: **unknown**, see [Sources](#sources).']
      : pages.length === 0
        ? [`- **No alarm paged** between ${spanText(span)}.`]
        : pages.map(
            ({ id, from, until }) =>
              `- Page: ${slugOf(id)}, from ${toMinute(from)} to ${until === undefined ? `the end of the span, without an end` : toMinute(until)}.`,
          )),
  ];
}

function rates(facts: CaseFacts): string[] {
  const { span } = facts;
  const own = readValue(facts.series);
  const aws = readValue(facts.awsSeries);
  const rows = [
    ...KINDS.flatMap((kind) =>
      (own ?? [])
        .filter(({ metric }) => metric === RATES[kind])
        .map((series) =>
          rateRow(`${kind} rate over ${series.window}`, series, attemptsOf(own ?? [], series.window), facts),
        ),
    ),
    ...KINDS.flatMap((kind) =>
      (aws ?? [])
        .filter(({ metric }) => metric === `Reputation.${RATES[kind]}`)
        .map((series) => rateRow(`AWS's own ${kind} rate`, series, undefined, facts)),
    ),
    ...(own ?? [])
      .filter(({ metric }) => metric === 'SendQuotaUsage')
      .map((series) => rateRow('share of the daily quota', series, undefined, facts)),
  ];
  const { BounceRate, ComplaintRate } = AWS_THRESHOLDS;
  return [
    ...unknownLine("The exporter's metrics", facts.series),
    ...unknownLine("AWS's own rates", facts.awsSeries),
    ...(rows.length > 0 ? [...table(['Figure', `At ${toMinute(span.from)}`, 'Peak', 'Newest'], rows), ''] : []),
    `AWS reviews accounts at ${percent(BounceRate.review)} bounces or ${percent(ComplaintRate.review)} complaints, and may pause them at ${percent(BounceRate.pause)} or ${percent(ComplaintRate.pause)}. AWS judges by its own rates, over a volume of mail that it chooses. The other rates count hard bounces and complaints of \`GetSendStatistics\`.`,
  ];
}

function rateRow(label: string, series: Series, attempts: Series | undefined, { span }: CaseFacts): Cells {
  const { before, peak, newest }: RateFigures = ratesIn(series, attempts, span);
  const incomplete = series.isComplete ? '' : ' (**unknown**: CloudWatch did not return all values)';
  return [label + incomplete, figureText(before, span.from), figureText(peak), figureText(newest)];
}

/** @param heading a time that the text does not repeat */
function figureText(figure: RateFigure | undefined, heading?: number): string {
  if (!figure) return NO_VALUE;
  const { at, rate, attempts, events } = figure;
  const counts =
    attempts === undefined
      ? ''
      : events === undefined
        ? ` of ${count(attempts)} sends`
        : ` (${count(events)} of ${count(attempts)})`;
  return `${percent(rate)}${counts}${heading !== undefined && toMinute(at) === toMinute(heading) ? '' : `, ${toMinute(at)}`}`;
}

function suppressions(facts: CaseFacts): string[] {
  const reasons = readValue(facts.account)?.suppressedReasons;
  const list = readValue(facts.suppressions);
  return [
    `SES adds addresses to the account's suppression list after: ${reasonsText(facts.account, reasons)}.`,
    '',
    ...unknownLine('What SES added in the span', facts.suppressions),
    ...(list === undefined
      ? []
      : list.days.length === 0
        ? ['SES added no address in the span.']
        : table(
            ['Day (UTC)', 'Because of a bounce', 'Because of a complaint', 'Other'],
            list.days.map(({ day, bounces, complaints, others }) => [
              day,
              count(bounces),
              count(complaints),
              count(others),
            ]),
          )),
    ...(list?.hasMore ? ['', 'The list has more addresses than these. The counts are **minimums**.'] : []),
  ];
}

function reasonsText(account: Reading<AccountDetails>, reasons: readonly string[] | undefined): string {
  if ('unread' in account) return `**unknown** (${account.unread.reason})`;
  if (reasons === undefined) return '**unknown** (SES does not say)';
  return reasons.length === 0 ? '**nothing, it is off**' : reasons.map((reason) => code(reason)).join(', ');
}

function nextTime(facts: CaseFacts): string[] {
  const alarms = readValue(facts.alarms);
  const pagers = pagersOf(alarms);
  const rows = (alarms ?? []).filter(({ level }) => level !== undefined).map((alarm) => alarmRow(alarm, pagers));
  return [
    ...KINDS.filter((kind) => isAffected(kind, facts)).map((kind) => {
      const { minutesToPage } = answerFigures(kind, facts);
      return `- This time, the page for ${kind}s came ${minutesToPage ?? BLANK} minutes after the first figure at AWS's review level.`;
    }),
    `- Owner of these alarms: ${BLANK}. Last drill: ${BLANK}. What changes about the alarms: ${BLANK}`,
    '',
    ...unknownLine('The alarms', facts.alarms),
    ...(alarms && rows.length === 0 ? ['The stack has **no alarms**.'] : []),
    ...(rows.length > 0 ? table(['Alarm', 'Fires when', 'Pages', 'Now'], rows) : []),
  ];
}

function alarmRow({ id, description, state, actionsEnabled, ...alarm }: DeployedAlarm, pagers: ReadonlySet<AlarmId>) {
  const pages = id !== undefined && pagers.has(id);
  const through = !pages && alarm.level === 'critical' && alarm.alarmActions.length === 0;
  const receivers = through ? `through ${slugOf('ratesPage')}` : pages ? 'yes' : 'no, a warning';
  return [
    id === undefined ? code(alarm.name) : slugOf(id),
    id === 'ratesPage' ? 'any of the critical alarms on rates fires' : firstSentence(description),
    actionsEnabled === false ? '**disabled: it notifies nobody**' : receivers,
    code(state),
  ];
}

/** The descriptions are those that the exporter's stack wrote. The first sentence says what fires the alarm. */
function firstSentence(description: string): string {
  const [sentence = ''] = description.split(/(?<=[.:]) (?=[A-Z])/);
  return code(sentence.replace(/[.:]$/, ''));
}

function account({ account: reading }: CaseFacts): string[] {
  const details = readValue(reading);
  if (!details) return unknownLine('The account', reading);
  const { status, sendingEnabled, max24HourSend, sentLast24Hours, productionAccess, accessReview } = details;
  const quota =
    max24HourSend === -1
      ? `${known(sentLast24Hours, count)} sends in 24 hours, without a limit`
      : `${known(sentLast24Hours, count)} of ${known(max24HourSend, count)} sends in 24 hours`;
  return table(
    ['Fact', 'Value'],
    [
      ['Status', known(status, code)],
      ['Sending in this Region', known(sendingEnabled, onOff)],
      ['Quota', quota],
      [
        'Production access',
        known(productionAccess, (value) => (value ? 'yes' : '**no, the account is in the sandbox**')),
      ],
      ['Virtual Deliverability Manager', known(details.vdmEnabled, onOff)],
      ['Plan', known(details.plan, code)],
      [
        'Latest review of a request for production access',
        accessReview
          ? `${code(accessReview.status)}${accessReview.caseId ? `, case ${code(accessReview.caseId)}` : ''}`
          : 'none reported',
      ],
      ["AWS's review of bounces or complaints: case and date", BLANK],
    ],
  );
}

function unknownLine(figure: string, reading: Reading<unknown>): string[] {
  return 'unread' in reading ? [`${figure}: **unknown** (${reading.unread.reason}).`, ''] : [];
}

function known<T>(value: T | undefined, toText: (value: T) => string): string {
  return value === undefined ? '**unknown** (SES does not say)' : toText(value);
}

function onOff(value: boolean): string {
  return value ? 'on' : '**off**';
}

function minuteOf(time: number | undefined): string | undefined {
  return time === undefined ? undefined : toMinute(time).replace(' UTC', '');
}

/** Returns a percentage without its sign. */
function shareOf(rate: number | undefined): string | undefined {
  return rate === undefined ? undefined : percent(rate).replace(' %', '');
}

function countOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : count(value);
}

function spanText({ from, until }: CaseFacts['span']): string {
  return `${toMinute(from).replace(' UTC', '')} to ${toMinute(until)}`;
}
