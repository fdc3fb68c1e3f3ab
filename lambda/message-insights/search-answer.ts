/** The result of a search, as its route returns it. */
import { countBy } from '../shared/count-by';
import type { MailFile } from '../shared/export-jobs/mail-rows';
import { adviceFor } from '../shared/mail/advice';
import { MIN_RECIPIENTS } from '../shared/mail/disclosure';
import type { EventKind } from '../shared/mail/event-kind';
import { findCulprit } from '../shared/mail/finding';
import { toSentence } from '../shared/mail/finding-text';
import { countUntimed, groupEvents, isSuppressed, selectEvents } from '../shared/mail/groups';
import type { MailRow } from '../shared/mail/mail-row';
import { countRecipients } from '../shared/mail/recipient';
import { maskRows, type ShownRow } from '../shared/mail/shown-rows';
import { toPage } from './search-pages';
import { hashOfRecipient, type SearchRecord } from './search-record';
import { type Count, type EventGroups, type FoundMail, OUTCOMES, PRESETS, type Search } from './search-schemas';

export interface SearchResult {
  readonly id: string;
  readonly record: SearchRecord;
  /** The first row of the page. */
  readonly offset: number;
  readonly file: MailFile;
}

export function toSearch({ id, record, offset, file }: SearchResult): Search {
  const { kind, from, until, path, hasWildcard } = record;
  const span = { id, state: 'done', from: toIso(from), until: toIso(until) } as const;
  const recipients = countRecipients(file.rows);
  const isMasked = path !== '/v1/unmasked/searches';
  // Nothing that depends on the rows is shown. Otherwise, a caller could guess a person's mail one letter at a time.
  if (isMasked && hasWildcard && recipients < MIN_RECIPIENTS) {
    return { ...span, note: withheld(record), isWithheld: true, recipients: { fewerThan: MIN_RECIPIENTS } };
  }
  if (kind === 'bouncing' || kind === 'complaining') {
    const timed = withoutUntimed(file, PRESETS[kind]);
    const selected = selectEvents(file.rows, PRESETS[kind], record);
    return { ...span, ...limitsOf(record, timed, selected), groups: toEventGroups(PRESETS[kind], selected, timed) };
  }
  const rows = [...file.rows].sort((one, other) => other.sentAt - one.sentAt);
  const shown = isMasked
    ? maskRows(rows, (address) => record.recipient === hashOfRecipient(id, address))
    : rows.map(unmasked);
  const page = toPage(
    shown.map((row, index) => toFoundMail(row, rows[index] as MailRow)),
    offset,
  );
  const count = countIn(file);
  return {
    ...span,
    ...limitsOf(record, file, rows),
    mails: count(rows.length),
    recipients: count(recipients),
    outcomes: toOutcomes(rows, count),
    ...page,
  };
}

/** Says nothing that depends on the rows. */
function withheld({ limit }: SearchRecord): string {
  return `The rows that this search reads (at most ${toText(limit)}) have fewer than ${MIN_RECIPIENTS} recipients, or none. A search with a wildcard does not show the mail of so few people. Search for one whole address, or use the unmasked search.`;
}

/** An event without its time may be of another span, so its row counts as unreadable. */
function withoutUntimed(file: MailFile, kind: EventKind): MailFile {
  return { ...file, unreadableRows: file.unreadableRows + countUntimed(file.rows, kind) };
}

/**
 * Returns the members of a result that say how far its numbers can be trusted.
 *
 * @param selected the rows that the result counts
 */
function limitsOf({ limit }: SearchRecord, file: MailFile, selected: readonly MailRow[]) {
  const { rows, isSample, unreadableRows } = file;
  const notes = [
    selected.length === 0 &&
      !isSample &&
      unreadableRows === 0 &&
      'SES returned no such mail. It records the newest mail some minutes late, and never records mail to several recipients.',
    isSample &&
      `SES returned a sample: more mail may match than the ${toText(rows.length)} rows that were read (limit ${toText(limit)}). No count is exact. Search a shorter time range, or add filters.`,
    unreadableRows > 0 &&
      `Not counted: ${toText(unreadableRows)} ${unreadableRows === 1 ? 'row' : 'rows'} of SES in an unknown format.`,
  ].filter((note) => note !== false);
  return { isWithheld: false, isSample, unreadableRows, note: notes.length > 0 ? notes.join(' ') : undefined };
}

/** The counts of a sample are minimums, and so are counts that leave out unreadable rows. */
function countIn({ isSample, unreadableRows }: MailFile): (count: number) => Count {
  return (count) => (isSample || unreadableRows > 0 ? { atLeast: count } : { exactly: count });
}

function toOutcomes(rows: readonly MailRow[], count: (rows: number) => Count): Search['outcomes'] {
  return [...countBy(rows.map(outcomeOf))]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, ofOutcome]) => ({ outcome, count: count(ofOutcome), share: ofOutcome / rows.length }));
}

const OUTCOMES_BY_EVENT: ReadonlyMap<string, string> = new Map(
  Object.entries(OUTCOMES).flatMap(([outcome, events]) => events.map((event) => [event, outcome] as const)),
);

/** A suppressed mail never left SES. A value that does not have the form of SES's values may be personal data. */
function outcomeOf(row: MailRow): string {
  const { deliveryEvent = '' } = row;
  if (deliveryEvent.endsWith('BOUNCE') && isSuppressed(row)) return 'suppressed';
  return OUTCOMES_BY_EVENT.get(deliveryEvent) ?? ofSes(deliveryEvent) ?? 'unknown';
}

function ofSes(event: string | undefined): string | undefined {
  return event !== undefined && /^[A-Z]{2,20}(?:_[A-Z]{2,20}){0,3}$/.test(event) ? event : undefined;
}

function toFoundMail(shown: ShownRow, row: MailRow): FoundMail {
  const { messageId, sentAt, from, to, subject, isp, bounceSubType, diagnosticCode, deliveryEventAt } = shown;
  return {
    messageId,
    sentAt: toIso(sentAt),
    from,
    to,
    subject,
    isp,
    outcome: outcomeOf(row),
    outcomeAt: deliveryEventAt === undefined ? undefined : toIso(deliveryEventAt),
    engagement: ofSes(row.engagementEvent),
    bounceSubType: row.bounceSubType === undefined ? undefined : bounceSubType,
    diagnosticCode: row.diagnosticCode === undefined ? undefined : diagnosticCode,
    advice: adviceFor(row),
  };
}

function unmasked(row: MailRow): ShownRow {
  const { from, to, subject, isp, bounceSubType, diagnosticCode } = row;
  return {
    ...row,
    from: from ?? null,
    to: to ?? null,
    subject: subject ?? null,
    isp: isp ?? null,
    bounceSubType: bounceSubType ?? null,
    diagnosticCode: diagnosticCode ?? null,
  };
}

function toEventGroups(kind: EventKind, selected: readonly MailRow[], file: MailFile): EventGroups {
  const groups = groupEvents(selected, kind);
  const count = countIn(file);
  const isSample = file.isSample || file.unreadableRows > 0;
  const events = selected.filter((row) => !isSuppressed(row));
  const finding = findCulprit({ kind, events, sends: undefined, alarmCount: undefined, isSample });
  return {
    kind,
    finding: toSentence(finding, kind),
    events: count(groups.events),
    suppressed: {
      count: count(groups.suppressed.count),
      reasons: Object.entries(groups.suppressed.byReason).map(([reason, ofReason]) => ({
        reason,
        count: count(ofReason),
      })),
    },
    groupings: groups.groupings.map(({ dimension, groups: named, rest }) => ({
      by: dimension,
      groups: named.map((group) => ({ value: group.value, count: count(group.count), share: group.share })),
      rest: { value: null, count: count(rest.count), share: rest.share },
    })),
  };
}

function toText(count: number): string {
  return count.toLocaleString('en-US');
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
