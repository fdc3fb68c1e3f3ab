/** Asks SES for the mail that caused an alarm. */

import type { Clock } from '../shared/clock';
import { MAX_ROWS } from '../shared/export-jobs/job-request';
import type { ExportJobs } from '../shared/export-jobs/jobs';
import type { MailFile } from '../shared/export-jobs/mail-rows';
import type { EventKind } from '../shared/mail/event-kind';
import { countUntimed, DELIVERY_EVENT } from '../shared/mail/groups';
import type { MailRow } from '../shared/mail/mail-row';
import type { Span } from '../shared/topic/numbers';
import { comparedSpan, countInRates, eventsIn, halve, type Investigation, sentSpan } from './investigation';
import { createJobRuns, type JobRuns, reasonOf } from './job-runs';

/** How long to wait, once, for mail that SES has not indexed yet. AWS documents only that mail appears within minutes. */
const INDEXING_MS = 3 * 60_000;

/** How long a brief waits for the mail to compare with. The comparison is useful, but the rest of the brief is urgent. */
const COMPARISON_MS = 3 * 60_000;

export interface InvestigateOptions {
  readonly kind: EventKind;
  /** The window of the alarm. */
  readonly window: Span;
  /** The number of events that the alarm counted. Undefined if it is unknown. */
  readonly alarmCount: number | undefined;
  readonly incidentId: string;
  /** When to stop, epoch milliseconds. */
  readonly deadline: number;
}

export interface InvestigateContext {
  readonly jobs: ExportJobs;
  readonly clock: Clock;
  /** Called at least every ten seconds while SES works. An error ends the investigation. */
  readonly keep: () => Promise<void>;
}

/**
 * Returns what SES recorded. A failure of SES is a result, not an error.
 *
 * @throws the error of `keep`
 */
export async function investigate(
  { kind, window, alarmCount, incidentId, deadline }: InvestigateOptions,
  context: InvestigateContext,
): Promise<Investigation> {
  const runs = createJobRuns({ ...context, incidentId });

  async function readEvents() {
    const { rows, isSample, unreadableRows } = await readAll(runs, { kind, span: sentSpan(kind, window), deadline });
    return {
      events: eventsIn(window, kind, rows),
      isSample,
      unreadableRows: unreadableRows + countUntimed(rows, kind),
    };
  }

  /** A sample always has fewer events than the alarm counted. It shows nothing about the delay of the index. */
  async function readEventsAgain(first: Awaited<ReturnType<typeof readEvents>>) {
    const isEnough = alarmCount === undefined || first.isSample || countInRates(first.events) >= alarmCount / 2;
    if (isEnough || runs.left() === 0 || context.clock.now() + 2 * INDEXING_MS > deadline) return first;
    await runs.wait(INDEXING_MS);
    return (await orUndefined(readEvents)) ?? first;
  }

  try {
    const found = await readEventsAgain(await readEvents());
    const sends = await orUndefined(() => readSends(found.events));
    return { state: 'known', ...found, sends };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return { state: 'unknown', reason };
  }

  async function readSends(events: readonly MailRow[]): Promise<readonly MailRow[] | undefined> {
    if (events.length === 0 || runs.left() === 0) return undefined;
    const { from, until } = comparedSpan(kind, window, events);
    const query = { sentFrom: from, sentUntil: until, maxRows: MAX_ROWS };
    return (await runs.run(query, Math.min(deadline, context.clock.now() + COMPARISON_MS))).rows;
  }
}

interface Reading {
  readonly kind: EventKind;
  /** When the mail was sent. */
  readonly span: Span;
  readonly deadline: number;
}

/**
 * Returns all mail with the event, or a sample if there is too much of it. SES returns at most `MAX_ROWS` rows for a span,
 * so a larger result is read again in two parts, while jobs are left. If a part remains a sample, the result is the sample
 * of the whole span. A mixture of samples and complete parts would have wrong shares.
 */
async function readAll(runs: JobRuns, { kind, span, deadline }: Reading): Promise<MailFile> {
  const read = (part: Span) =>
    runs.run(
      { sentFrom: part.from, sentUntil: part.until, deliveryEvents: [DELIVERY_EVENT[kind]], maxRows: MAX_ROWS },
      deadline,
    );
  const whole = await read(span);
  const parts = [{ span, file: whole }];
  for (;;) {
    const index = parts.findIndex(({ file }) => file.isSample);
    const sample = parts[index];
    const halves = sample && halve(sample.span, sample.file.rows);
    if (!halves || runs.left() < halves.length) break;
    const files = await orUndefined(async () => [await read(halves[0]), await read(halves[1])] as const);
    if (!files) break;
    parts.splice(index, 1);
    parts.push({ span: halves[0], file: files[0] }, { span: halves[1], file: files[1] });
  }
  if (parts.some(({ file }) => file.isSample)) return whole;
  return {
    rows: parts.flatMap(({ file }) => file.rows),
    unreadableRows: parts.reduce((sum, { file }) => sum + file.unreadableRows, 0),
    isSample: false,
  };
}

/** Returns undefined if SES or its limits leave the result unknown. */
async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (reasonOf(error) === undefined) throw error;
    return undefined;
  }
}
