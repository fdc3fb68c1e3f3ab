/** Puts a report into words: what to do first, then the figures. */
import { count, percent, toMinute, toSpanText } from '../shared/topic/numbers';
import { MAX_SUBJECT_LENGTH, type TopicMessage, toCustomNotification } from '../shared/topic/topic-message';
import type { HourFigures, MailFigures } from './figures';
import type { Reading } from './reading';
import { type AwsRateFigures, countByType, PARTS, PAUSED, type Report, type ToDo, type WeekFigures } from './report';

export interface Place {
  /** Undefined if it is unknown. */
  readonly account: string | undefined;
  readonly region: string;
  readonly runbookUrl: string;
}

/** Pages that the report lists. An incident has one page. */
const SHOWN_PAGES = 5;

/** SES's own words for types and statuses. Anything else is not shown. */
const SES_WORD = /^[A-Z][A-Z0-9_]{0,39}$/;

export function toMessage(report: Report, place: Place): TopicMessage {
  const subject = toSubject(report, place);
  const sections = [
    toDoSection(report, place),
    { heading: 'Mail', lines: mailLines(report) },
    { heading: "AWS's own rates", lines: awsLines(report) },
    { heading: 'Account', lines: accountLines(report) },
    { heading: 'Alarms', lines: alarmLines(report) },
  ].filter(({ lines }) => lines.length > 0);
  const opening = `${verdictOf(report)}\n${weekLine(report, place)}`;
  return {
    subject,
    forms: {
      default: [opening, ...sections.map(({ heading, lines }) => `${heading.toUpperCase()}\n${lines.join('\n')}`)].join(
        '\n\n',
      ),
      https: toCustomNotification({
        title: subject,
        description: [opening, ...sections.map(({ heading, lines }) => `*${heading}*\n${lines.join('\n')}`)].join(
          '\n\n',
        ),
        nextSteps: report.toDo.length > 0 ? [`Runbook: ${place.runbookUrl}`] : [],
        keywords: ['Amazon SES', 'weekly report'],
      }),
      sms: subject,
    },
  };
}

function toSubject(report: Report, { region }: Place): string {
  const { toDo, unknown } = report;
  const unknownParts = unknown.length > 0 ? `, ${counted(unknown.length, 'part')} unknown` : '';
  const verdict = toDo.length > 0 ? `${counted(toDo.length, 'thing')} to do` : verdictWord(report);
  return `Weekly report: ${verdict}${unknownParts} (SES in ${region})`.slice(0, MAX_SUBJECT_LENGTH);
}

function verdictWord({ unknown }: Report): string {
  return unknown.length > 0 ? 'nothing found' : 'nothing to do';
}

function verdictOf({ toDo, unknown }: Report): string {
  const names = unknown.map((part) => PARTS[part]).join(', ');
  if (toDo.length === 0 && unknown.length === 0) return 'Nothing to do.';
  if (toDo.length === 0) return `Nothing was found, but the report could not read ${names}.`;
  return `${counted(toDo.length, 'thing')} to do.${unknown.length > 0 ? ` The report could not read ${names}.` : ''}`;
}

function weekLine({ weeks }: Report, { account, region }: Place): string {
  return `Week: ${toSpanText(weeks.week)}. Account ${account ?? 'unknown'}, ${region}.`;
}

function toDoSection({ toDo }: Report, { runbookUrl }: Place) {
  const lines = toDo.map((each, index) => `${index + 1}. ${toDoText(each)}`);
  return { heading: 'To do', lines: lines.length > 0 ? [...lines, `Runbook: ${runbookUrl}`] : [] };
}

function toDoText(toDo: ToDo): string {
  switch (toDo.kind) {
    case 'standing':
      if (toDo.status === PAUSED) return "AWS paused the sending of this account. Answer AWS's support case.";
      return `The account is not healthy: its status is ${sesWord(toDo.status)}. Answer AWS's support case.`;
    case 'sending-disabled':
      return 'Sending is off in this Region. Find out who switched it off, and why.';
    case 'no-mail':
      return `No mail went out, but the week before had ${counted(toDo.attemptsBefore, 'send')}. Look for a job that stopped, or a credential that was revoked.`;
    case 'firing':
      return `The alarm ${toDo.alarm} is in ALARM. Follow its heading in the runbook.`;
    case 'missing-alarm':
      return `The alarm ${toDo.alarm} does not exist, so it never fires. Find out more with "npm run doctor".`;
    case 'polls':
      return `Only ${count(toDo.published)} of ${count(toDo.expected)} polls published their values. ${pollsAdvice(toDo)}`;
    case 'no-mail-figures':
      return 'At least one day has no count of sends, so the week has no total. Read the log of the exporter.';
    case 'finding':
      return `SES reports a problem of high impact with ${sesWord(toDo.type)}${toDo.count > 1 ? `, ${count(toDo.count)} times` : ''}. Open the advisor of Virtual Deliverability Manager.`;
  }
}

/** CloudWatch shows the values that a new stack publishes for the days before it only after some days. */
function pollsAdvice({ startedAt }: Extract<ToDo, { kind: 'polls' }>): string {
  if (startedAt === undefined) return 'Read the log of the exporter.';
  return `The first value is of ${toMinute(startedAt)}. If the stack is older, read the log of the exporter. Otherwise, wait for its history.`;
}

function mailLines({ exporter }: Report): string[] {
  if (exporter.state === 'unknown') return [unknownLine('Mail', exporter)];
  const { mail, mailBefore, worstBounces, worstComplaints } = exporter.value;
  return [
    `Sent: ${mail ? `${count(mail.attempts)}${comparedText(mail, mailBefore)}` : 'unknown, because at least one day has no count'}`,
    `Bounces: ${rateText(mail, mailBefore, 'bounces')}`,
    `Complaints: ${rateText(mail, mailBefore, 'complaints')}`,
    `Hour with the most bounces: ${hourText(worstBounces, exporter.value)}`,
    `Hour with the most complaints: ${hourText(worstComplaints, exporter.value)}`,
  ];
}

function comparedText({ attempts }: MailFigures, before: MailFigures | undefined): string {
  if (!before) return ' (the week before: unknown)';
  if (before.attempts === 0 || attempts === before.attempts) return ` (the week before: ${count(before.attempts)})`;
  const change = Math.round((attempts / before.attempts - 1) * 100) / 100;
  const comparison = change === 0 ? 'about as much' : `${percent(Math.abs(change), 0)} ${change > 0 ? 'more' : 'less'}`;
  return ` (the week before: ${count(before.attempts)}, so ${comparison})`;
}

function rateText(mail: MailFigures | undefined, before: MailFigures | undefined, kind: 'bounces' | 'complaints') {
  if (!mail) return 'unknown';
  const share = (figures: MailFigures) => (figures.attempts > 0 ? rate(figures[kind] / figures.attempts) : 'no mail');
  return `${count(mail[kind])}, ${share(mail)} (the week before: ${before ? share(before) : 'unknown'})`;
}

function hourText(hour: HourFigures | undefined, { slots }: WeekFigures): string {
  if (!hour) return slots > 0 ? 'none' : 'unknown';
  const { span, attempts, events } = hour;
  return `${toSpanText(span)}, ${hour.rate >= 1 ? 'at least ' : ''}${count(events)} of ${count(attempts)} sends (${rate(hour.rate)})`;
}

function awsLines({ aws }: Report): string[] {
  if (aws.state === 'unknown') return [unknownLine("AWS's own rates", aws)];
  const { bounceRate, complaintRate } = aws.value;
  return [`Bounce rate: ${awsText(bounceRate)}`, `Complaint rate: ${awsText(complaintRate)}`];
}

function awsText({ newest, highest }: AwsRateFigures): string {
  if (newest === undefined || highest === undefined) return 'AWS published none this week';
  return `${rate(newest)}, at most ${rate(highest)} this week`;
}

function accountLines(report: Report): string[] {
  return [...standingLines(report), suppressionLine(report), findingsLine(report)];
}

function standingLines({ account, exporter }: Report): string[] {
  const usage = exporter.state === 'known' ? exporter.value.highestQuotaUsage : undefined;
  if (account.state === 'unknown') {
    return [
      unknownLine('Standing', account),
      ...(usage === undefined ? [] : [`Highest use of the daily quota: ${percent(usage, 0)}`]),
    ];
  }
  const { enforcementStatus, sendingEnabled, max24HourSend } = account.value;
  const sending = sendingEnabled === undefined ? 'unknown' : sendingEnabled ? 'enabled' : 'DISABLED';
  return [
    `Standing: ${enforcementStatus === undefined ? 'unknown' : sesWord(enforcementStatus)}. Sending: ${sending}.`,
    `Highest use of the daily quota: ${quotaText(usage, max24HourSend)}`,
  ];
}

function quotaText(usage: number | undefined, quota: number | undefined): string {
  if (quota === -1) return 'the account has no daily quota';
  if (usage === undefined) return 'unknown';
  return `${percent(usage, 0)}${quota === undefined ? '' : ` of ${count(quota)}`}`;
}

function suppressionLine({ suppressions }: Report): string {
  if (suppressions.state === 'unknown') return unknownLine('Added to the suppression list', suppressions);
  const { bounces, complaints, others, hasMore } = suppressions.value;
  const atLeast = hasMore ? 'at least ' : '';
  const rest = others > 0 ? `, ${count(others)} for other reasons` : '';
  return `Added to the suppression list: ${atLeast}${count(bounces)} because of bounces, ${atLeast}${count(complaints)} because of complaints${rest}`;
}

function findingsLine({ findings }: Report): string {
  const name = 'Open findings of SES';
  if (findings.state === 'unknown') return unknownLine(name, findings);
  if (findings.value === 'vdm-off') return `${name}: unknown, because Virtual Deliverability Manager is off`;
  const { open, hasMore } = findings.value;
  if (open.length === 0) return `${name}: none`;
  const list = countByType(open).map(([type, times]) => `${sesWord(type)}${times > 1 ? ` (${count(times)})` : ''}`);
  return `${name}: ${list.join(', ')}${hasMore ? ', and more' : ''}`;
}

function alarmLines({ states, pages, exporter, expectedSlots }: Report): string[] {
  return [
    ...pageLines(pages),
    states.state === 'unknown'
      ? unknownLine('In ALARM now', states)
      : `In ALARM now: ${states.value.firing.join(', ') || 'none'}`,
    ...(exporter.state === 'known'
      ? [`Polls that published: ${count(exporter.value.slots)} of ${count(expectedSlots)}`]
      : []),
  ];
}

function pageLines(reading: Report['pages']): string[] {
  if (reading.state === 'unknown') return [unknownLine('Pages this week', reading)];
  const pages = reading.value.filter(({ isDrill }) => !isDrill);
  const drills = reading.value.length - pages.length;
  const shown = pages.slice(-SHOWN_PAGES).map(({ alarm, time }) => `  ${toMinute(time)}  ${alarm}`);
  const heading = `Pages this week: ${count(pages.length)}${drills > 0 ? `, and ${counted(drills, 'drill')}` : ''}`;
  return [heading + (pages.length > SHOWN_PAGES ? `. The last ${SHOWN_PAGES}:` : ''), ...shown];
}

function unknownLine(name: string, { error }: Extract<Reading<unknown>, { state: 'unknown' }>): string {
  return `${name}: unknown (${error})`;
}

function sesWord(word: string): string {
  return SES_WORD.test(word) ? word : 'unknown to this version';
}

/** Returns a rate with the fraction that AWS's levels need, such as `0.07 %`. */
function rate(share: number): string {
  return percent(share, share < 0.01 ? 3 : 2);
}

function counted(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
