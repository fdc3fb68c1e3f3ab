/** Puts a brief into words: the finding first, then what supports it, then the next command, then comparisons. */

import type { AccountFacts, Suppressions } from '../shared/account/account-facts';
import type { EventKind } from '../shared/mail/event-kind';
import type { Verdict } from '../shared/mail/finding';
import { PLURALS, toSentence, toSubjectLine } from '../shared/mail/finding-text';
import type { Grouping } from '../shared/mail/groups';
import type { Dimension } from '../shared/mail/property';
import { cut } from '../shared/mail/shown-text';
import { count, percent, toMinute, toSpanText } from '../shared/topic/numbers';
import { MAX_SUBJECT_LENGTH } from '../shared/topic/topic-message';
import type { Brief, MailAnswer } from './brief';
import type { UnknownReason } from './investigation';
import type { Measurement } from './measurement';
import { commandsOf } from './next-commands';
import type { Line } from './words';

export interface Section {
  readonly heading: string;
  readonly lines: readonly Line[];
}

/** A brief in words, before it gets the format of a protocol. */
export interface BriefDocument {
  /** Our own words, ASCII, at most `MAX_SUBJECT_LENGTH` characters. */
  readonly subject: string;
  readonly opening: readonly Line[];
  /** If the message is too large, the last ones are left out first. */
  readonly groupings: readonly Section[];
  readonly sections: readonly Section[];
  /** Shell commands, the most useful first. */
  readonly commands: readonly string[];
  /** Left out before the groupings. */
  readonly comparisons: readonly Line[];
}

const DIMENSION_NOUNS: Readonly<Record<Dimension, string>> = {
  from: 'sender',
  subject: 'subject',
  isp: 'mailbox provider',
  domain: 'recipient domain',
  reason: 'reason',
};

const UNKNOWN: Readonly<Record<UnknownReason, string>> = {
  'vdm-off': 'Virtual Deliverability Manager is off, so SES cannot say which mail it is.',
  busy: 'Other export jobs of this account used every slot, so this brief does not say which mail it is.',
  'not-finished': 'SES has not finished listing the mail, so this brief does not say which mail it is.',
  failed: 'SES failed to list the mail, so this brief does not say which mail it is.',
  unreadable: 'SES returned a list of the mail that cannot be read, so this brief does not say which mail it is.',
};

export function toDocument(brief: Brief): BriefDocument {
  const { mail } = brief;
  return {
    subject: toSubject(brief),
    opening: [...findingLines(brief), [''], ...pageLines(brief)],
    groupings: groupingsOf(mail).map((grouping) => toSection(grouping, brief.kind)),
    sections: [...suppressedSections(mail), accountSection(brief)],
    commands: commandsOf(brief),
    comparisons: comparisonLines(brief),
  };
}

const UNKNOWN_SUBJECTS: Readonly<Record<UnknownReason, string>> = {
  'vdm-off': 'VDM is off',
  busy: 'other export jobs ran',
  'not-finished': 'SES has not finished',
  failed: 'SES failed',
  unreadable: 'the list of SES is unreadable',
};

/** Returns the finding as a subject line, with the Region if it fits. */
function toSubject({ kind, mail, isDrill, region }: Brief): string {
  const finding =
    mail.state === 'known'
      ? toSubjectLine(mail.finding, kind)
      : `No mail is named for the ${PLURALS[kind]}, because ${UNKNOWN_SUBJECTS[mail.reason]}`;
  const subject = `${isDrill ? 'DRILL' : 'Brief'}: ${finding}`;
  const withRegion = `${subject} (${region})`;
  return withRegion.length <= MAX_SUBJECT_LENGTH ? withRegion : subject.slice(0, MAX_SUBJECT_LENGTH);
}

function findingLines({ kind, mail, measured, isDrill }: Brief): Line[] {
  const drill: Line[] = isDrill ? [['This is a drill.']] : [];
  if (mail.state === 'unknown') return [...drill, [UNKNOWN[mail.reason]]];
  const { finding, groups, isSample, unreadableRows } = mail;
  const alarmCount = measured.atPage?.events;
  const recorded = groups.events + (groups.suppressed.byReason['global-list'] ?? 0);
  return [
    ...drill,
    [{ quoted: toSentence(finding, kind) }],
    ...(isSample ? [[SAMPLE]] : []),
    ...(alarmCount !== undefined && !isSample && recorded < alarmCount
      ? [[coverageText(recorded, alarmCount, kind)]]
      : []),
    ...(unreadableRows > 0
      ? [[`SES returned rows in an unknown format, which are not counted: ${count(unreadableRows)}.`]]
      : []),
  ];
}

const SAMPLE = 'SES returned a sample of the mail: the counts are those of the sample, and the shares are estimates.';

function coverageText(recorded: number, alarmCount: number, kind: EventKind): string {
  return (
    `SES recorded ${count(recorded)} of the alarm's ${count(alarmCount)} ${PLURALS[kind]}. ` +
    'It never records mail to several recipients, and records the newest mail some minutes late.'
  );
}

function pageLines({ kind, alarmName, pagedAt, measured, window, account, region, incidentId }: Brief): Line[] {
  return [
    [`Page: ${alarmName ?? 'none'}, ${toMinute(pagedAt)}. ${valueText(measured.atPage, kind)}`],
    [`Window: ${toSpanText(window)}. Account ${account ?? 'unknown'}, ${region}. Incident ${incidentId}.`],
  ];
}

function valueText(value: Measurement | undefined, kind: EventKind): string {
  if (value === undefined) return 'CloudWatch has no value of the rate.';
  const { rate, attempts, events } = value;
  if (attempts === undefined) return `AWS's own ${kind} rate was ${percent(rate)}.`;
  if (events === undefined) return `The ${kind} rate reached ${percent(rate)} of ${count(attempts)} sends.`;
  return `${count(events)} ${events === 1 ? kind : PLURALS[kind]} of ${count(attempts)} sends (${percent(rate)}).`;
}

/**
 * Returns the groupings that have a group to show. Returns none if they have fewer than half of the alarm's events,
 * because they could name the wrong mail.
 */
function groupingsOf(mail: MailAnswer): readonly Grouping[] {
  if (mail.state === 'unknown' || UNEXPLAINED.has(mail.finding.verdict)) return [];
  return mail.groups.groupings.filter(({ groups }) => groups.length > 0);
}

const UNEXPLAINED: ReadonlySet<Verdict> = new Set(['low-coverage', 'suppressed']);

/** Maximum characters of a group's value, so that ten groups fit into a chat message. */
const MAX_GROUP_LENGTH = 200;

function toSection({ dimension, groups, rest }: Grouping, kind: EventKind): Section {
  const row = (events: number, share: number) => `${count(events).padStart(6)} ${percent(share, 0).padStart(5)}  `;
  return {
    heading: `${PLURALS[kind]} by ${DIMENSION_NOUNS[dimension]}`,
    lines: [
      ...groups.map(
        ({ value, count: events, share }): Line => [
          row(events, share),
          { quoted: cut(value ?? '***', MAX_GROUP_LENGTH) },
        ],
      ),
      ...(rest.count > 0 ? [[row(rest.count, rest.share), 'others']] : []),
    ],
  };
}

function suppressedSections(mail: MailAnswer): Section[] {
  if (mail.state === 'unknown' || mail.groups.suppressed.count === 0) return [];
  const { suppressed } = mail.groups;
  const ofGlobalList = suppressed.byReason['global-list'] ?? 0;
  const counted =
    ofGlobalList === 0
      ? "AWS's rates do not count them."
      : `AWS's bounce rate counts only mail to addresses on SES's global suppression list: ${count(ofGlobalList)}.`;
  return [
    {
      heading: 'Suppressed by SES',
      lines: [
        [`SES suppressed ${count(suppressed.count)} more ${suppressed.count === 1 ? 'mail' : 'mails'}. ${counted}`],
      ],
    },
  ];
}

function accountSection({ accountFacts, suppressions }: Brief): Section {
  return {
    heading: 'Account',
    lines: [
      [accountFacts ? standingText(accountFacts) : "SES did not say what the account's standing and quota are."],
      [suppressions ? suppressionsText(suppressions) : UNKNOWN_SUPPRESSIONS],
    ],
  };
}

function standingText({
  enforcementStatus = '',
  sendingEnabled,
  max24HourSend,
  sentLast24Hours,
}: AccountFacts): string {
  const status = STATUSES.get(enforcementStatus) ?? 'unknown';
  const sending = sendingEnabled === undefined ? 'unknown' : sendingEnabled ? 'enabled' : 'disabled';
  return `Standing: ${status}. Sending: ${sending}. Sent in 24 hours: ${quotaText(sentLast24Hours, max24HourSend)}.`;
}

function quotaText(sent: number | undefined, quota: number | undefined): string {
  const known = sent === undefined ? 'unknown' : count(sent);
  if (quota === undefined) return `${known}, the quota is unknown`;
  return quota < 0 ? `${known}, without a limit` : `${known} of at most ${count(quota)}`;
}

const STATUSES: ReadonlyMap<string, string> = new Map([
  ['HEALTHY', 'healthy'],
  ['PROBATION', 'under review by AWS'],
  ['SHUTDOWN', 'paused by AWS'],
]);

const UNKNOWN_SUPPRESSIONS = 'SES did not say which addresses were added to the suppression list.';

function suppressionsText({ bounces, complaints, others, hasMore, newestAt }: Suppressions): string {
  if (newestAt === undefined) {
    return hasMore ? UNKNOWN_SUPPRESSIONS : 'No address was added to the suppression list since the window began.';
  }
  const added = [
    `${count(bounces)} because of bounces`,
    `${count(complaints)} because of complaints`,
    ...(others > 0 ? [`${count(others)} for other reasons`] : []),
  ];
  return (
    `Addresses that were added to the suppression list since the window began: ${hasMore ? 'at least ' : ''}` +
    `${added.join(', ')}. The newest: ${toMinute(newestAt)}.`
  );
}

function comparisonLines({ kind, mail, measured: { dayBefore } }: Brief): Line[] {
  const ofGroup = mail.state === 'known' ? mail.ofGroup : undefined;
  const share = ofGroup && percent(ofGroup.events / ofGroup.sends);
  return [
    ...(ofGroup
      ? [[`Of the ${count(ofGroup.sends)} recorded mails with these properties, ${share} have had a ${kind} so far.`]]
      : []),
    ...(dayBefore ? [[`One day earlier: ${valueText(dayBefore, kind)}`]] : []),
  ];
}
