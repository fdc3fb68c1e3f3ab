/** What happened to a message as a person reads it: the outcome first, then how it came to it. */
import type { DestinationInsights, InsightsEvent, MessageInsights } from '../lambda/message-insights/insights';
import type { LookedUp, ToldProblem } from './insights-client';
import { toWholeSeconds } from './iso-time';
import { printable } from './printable';

export function toInsightsText(messageId: string, lookedUp: LookedUp): string {
  const lines =
    'message' in lookedUp ? messageLines(lookedUp.message, lookedUp.ageSeconds) : problemLines(lookedUp.problem);
  return [messageId, ...lines.map((line) => `  ${line}`)].join('\n');
}

function messageLines(message: MessageInsights, ageSeconds: number): string[] {
  const { fromEmailAddress, subject, sentAt, sendingRegion, emailTags, insights } = message;
  const facts = [
    fromEmailAddress && `from ${printable(fromEmailAddress)}`,
    sentAt && `sent ${toWholeSeconds(Date.parse(sentAt))}`,
    sendingRegion && `in ${sendingRegion}`,
    ageSeconds > 0 && `as of ${ageSeconds} s ago`,
  ];
  return [
    facts.filter(Boolean).join(', '),
    ...(subject === null ? [] : [`subject: ${printable(subject)}`]),
    ...(emailTags.length === 0
      ? []
      : [`tags: ${emailTags.map(({ name, value }) => printable(`${name}=${value}`)).join(', ')}`]),
    ...(insights.length === 0 ? ['SES tells of no recipient.'] : insights.flatMap(destinationLines)),
  ];
}

function destinationLines({ destination, isp, status, secondsToStatus, events }: DestinationInsights): string[] {
  const who = [printable(destination ?? 'a recipient'), isp && `(${printable(isp)})`].filter(Boolean).join(' ');
  const after = secondsToStatus ? ` after ${span(secondsToStatus)}` : '';
  const from = events.find(({ timestamp }) => timestamp)?.timestamp;
  return [`${who}: ${status}${after}`, ...events.map((event) => `  ${eventLine(event, from)}`)];
}

function eventLine({ timestamp, type, details }: InsightsEvent, from: string | undefined): string {
  const { bounce, complaint } = details ?? {};
  const kind = [
    bounce?.bounceType,
    bounce?.bounceSubType,
    complaint?.complaintFeedbackType,
    complaint?.complaintSubType,
  ];
  const time = timestamp ? toWholeSeconds(Date.parse(timestamp)) : '(no time)';
  const later = timestamp && from ? (Date.parse(timestamp) - Date.parse(from)) / 1000 : 0;
  const text = [type ?? '(no type)', ...kind].filter((part) => part !== undefined).join(' ');
  const says = bounce?.diagnosticCode === undefined ? '' : `: ${bounce.diagnosticCode}`;
  return `${time.padEnd(20)} ${(later > 0 ? `+${span(later)}` : '').padEnd(9)} ${printable(text + says)}`;
}

function problemLines({ title, type, status, detail, possibleCauses = [], requestId }: ToldProblem): string[] {
  const kind = [status, type?.split(':').pop()].filter(Boolean).join(' ');
  const isOurs = status >= 500 && requestId !== undefined;
  return [
    printable(`${title ?? 'The look-up failed.'} (${kind})`),
    ...(detail ? [printable(detail)] : []),
    ...possibleCauses.map((cause) => printable(`- ${cause}`)),
    ...(isOurs ? [printable(`Request id: ${requestId}`)] : []),
  ];
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** Seconds in the largest unit of which there are two. */
function span(seconds: number): string {
  const [length, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  return `${Number((seconds / length).toFixed(1))} ${unit}`;
}
