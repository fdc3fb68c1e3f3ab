/** What happened: the pages, and each rate before, at its peak and now. */
import { count, percent, toMinute } from '../../../lambda/shared/topic/numbers';
import { AWS_THRESHOLDS } from '../../../lib/alarms/aws-thresholds';
import { HISTORY_MS, incidentsOf, pagersOf } from '../facts/alarm-events';
import { type CaseFacts, readValue } from '../facts/case-facts';
import { attemptsOf, figuresOf, isAffected, KINDS, RATES } from '../facts/incident-figures';
import { type RateFigure, type RateFigures, ratesIn, type Series } from '../facts/rate-figures';
import { spanText, unknownLine } from './fact-text';
import { type Cells, table } from './markdown';
import { slugOf } from './timeline';

const NO_VALUE = 'no value';
const NO_OLDER_HISTORY = 'because CloudWatch keeps the history of alarms for 30 days';

export function summaryLines(facts: CaseFacts): string[] {
  const { span, alarms, writtenAt } = facts;
  const readFrom = Math.max(span.from, writtenAt - HISTORY_MS);
  const events = readValue(facts.events);
  const pagers = pagersOf(readValue(alarms));
  const pages = events && incidentsOf(events, pagers);
  const lines = KINDS.filter((kind) => isAffected(kind, facts)).map((kind) => {
    const { day } = figuresOf(kind, facts);
    return `- The ${kind} rate over 24 hours went from ${figureText(day?.before, span.from)} to ${figureText(day?.peak)}, and is now ${figureText(day?.newest)}.`;
  });
  return [
    ...lines,
    ...(pages === undefined
      ? ['- Pages: **unknown**, see [Sources](#sources).']
      : [
          ...(readFrom > span.from ? [`- Pages before ${toMinute(readFrom)}: **unknown**, ${NO_OLDER_HISTORY}.`] : []),
          ...(pages.length === 0 && readFrom < span.until
            ? [
                pagers.size === 0
                  ? '- The stack has **no alarm that pages**, so the absence of a page means nothing.'
                  : `- **No alarm paged** from ${spanText({ ...span, from: readFrom })}.`,
              ]
            : []),
          ...pages.map(
            ({ id, from, until }) =>
              `- Page: ${slugOf(id)}, from ${toMinute(from)} to ${until === undefined ? 'the end of the span or later' : toMinute(until)}.`,
          ),
        ]),
  ];
}

export function rateLines(facts: CaseFacts): string[] {
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
    `AWS reviews accounts at ${percent(BounceRate.review)} bounces or ${percent(ComplaintRate.review)} complaints, and may pause them at ${percent(BounceRate.pause)} or ${percent(ComplaintRate.pause)}. AWS judges by its own rates, over a volume of mail that it chooses. The other rates are those of \`GetSendStatistics\`. The counts beside them are the rate times the sends, rounded.`,
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
