/** The draft of the answer to AWS's review, with the figures of a case. */

import type { EventKind } from '../../../lambda/shared/mail/event-kind';
import { count } from '../../../lambda/shared/topic/numbers';
import { DEFAULT_ALARMS, RATE_PAGE, rowOf } from '../../../lib/alarms/alarm-table';
import { counted } from '../../../lib/shared/plural';
import { type CaseFacts, readValue } from '../facts/case-facts';
import { figuresOf, hasRate, isAffected, KINDS } from '../facts/incident-figures';
import { type AnswerFigures, draftAnswer, draftPauseAnswer } from './draft-answer';
import { minuteOf, shareOf } from './fact-text';

export function answerSection(facts: CaseFacts): string[] {
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
          'Delete what is not true. Make the changes before you send the answer, because AWS does not accept plans.',
          '',
          ...paragraphs.flatMap((text) => [`> ${text}`, '>']),
        ].slice(0, -1)
      : [withoutCase(facts)]),
    '',
  ];
}

function withoutCase(facts: CaseFacts): string {
  return hasRate(facts)
    ? "In what could be read of this span, no alarm on a rate paged, and no rate reached AWS's review level on enough sends. If AWS asks about another problem, answer that one."
    : 'No rate of this span is known, so these figures do not say whether bounces or complaints rose. Either the account sent no mail, or the exporter did not run, or its metrics could not be read.';
}

export function answerFigures(kind: EventKind, facts: CaseFacts): AnswerFigures {
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
    timeToPage:
      page && reachedReview && page.from >= reachedReview.at
        ? counted(Math.round((page.from - reachedReview.at) / 60_000), 'minute')
        : undefined,
  };
}

/** Returns the threshold of the alarm of a kind, if the alarm has the window that the draft names. */
function thresholdOf({ alarms }: CaseFacts, kind: EventKind, group: keyof typeof RATE_PAGE): string | undefined {
  const name = RATE_PAGE[group].find((id) => rowOf(id).kind === 'rate' && rowOf(id).events === kind);
  const alarm = readValue(alarms)?.find(({ id }) => id === name);
  const setting = name && DEFAULT_ALARMS[name];
  if (!alarm || !setting || !('window' in setting)) return undefined;
  const words = setting.window === '1h' ? "the last hour's sends" : "the last 24 hours' sends";
  return alarm.description.includes(words) ? shareOf(alarm.threshold) : undefined;
}

function countOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : count(value);
}
