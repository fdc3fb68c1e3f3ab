/** Formats a look-up for people: the outcome first, then the events that led to it. */
import type { DestinationInsights, InsightsEvent, MessageInsights } from '../../lambda/message-insights/insights';
import type { Advice } from '../../lambda/shared/mail/advice';
import { printable } from '../../lib/shared/printable';
import { toWholeSeconds } from '../terminal/iso-time';
import { problemLines } from './client/problem-text';
import { formatDuration } from './duration-text';
import { explainEvents } from './event-explanations';
import type { LookUpResult } from './insights-client';

export function toInsightsText(messageId: string, result: LookUpResult): string {
  const lines = 'message' in result ? messageLines(result.message, result.ageSeconds) : problemLines(result.problem);
  return [messageId, ...lines.map((line) => `  ${line}`)].map(printable).join('\n');
}

/** @param ageSeconds age of a cached message */
export function messageLines(message: MessageInsights, ageSeconds: number): string[] {
  const { fromEmailAddress, subject, sentAt, sendingRegion, emailTags, insights } = message;
  const facts = [
    fromEmailAddress && `from ${fromEmailAddress}`,
    sentAt && `sent ${toWholeSeconds(Date.parse(sentAt))}`,
    sendingRegion && `in ${sendingRegion}`,
    ageSeconds > 0 && `as of ${ageSeconds} s ago`,
  ].filter(Boolean);
  return [
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    ...(subject === null ? [] : [`subject: ${subject}`]),
    ...(emailTags.length === 0 ? [] : [`tags: ${emailTags.map(({ name, value }) => `${name}=${value}`).join(', ')}`]),
    ...(insights.length === 0 ? ['SES reports no recipient.'] : insights.flatMap(destinationLines)),
  ];
}

function destinationLines({
  destination,
  isp,
  status,
  secondsToStatus,
  advice,
  events,
}: DestinationInsights): string[] {
  const recipient = [destination ?? 'a recipient', isp && `(${isp})`].filter(Boolean).join(' ');
  const after = secondsToStatus ? ` after ${formatDuration(secondsToStatus)}` : '';
  const firstTime = events.find(({ timestamp }) => timestamp)?.timestamp;
  const explanations = explainEvents(events);
  // The explanation of a suppression already contains the advice.
  if (advice && status !== 'SUPPRESSED') explanations.push(adviceLine(advice));
  return [
    `${recipient}: ${status}${after}`,
    ...events.map((event) => `  ${eventLine(event, firstTime)}`),
    ...explanations.map((explanation) => `  ${explanation}`),
  ];
}

/** Returns a line such as "5.1.1, the recipient's side: The mailbox does not exist. Remove the address." */
export function adviceLine({ code, meaning, fault, nextStep }: Advice): string {
  return `${code}${SIDES.get(fault) ?? ''}: ${meaning} ${nextStep}`;
}

/** A newer API may add faults. */
const SIDES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    recipient: ", the recipient's side",
    sender: ", the sender's side",
    provider: ", the provider's side",
    SES: ", SES's side",
    unknown: '',
  } satisfies Record<Advice['fault'], string>),
);

function eventLine({ timestamp, type, details }: InsightsEvent, firstTime: string | undefined): string {
  const { bounce, complaint } = details ?? {};
  const kind = [
    bounce?.bounceType,
    bounce?.bounceSubType,
    complaint?.complaintFeedbackType,
    complaint?.complaintSubType,
  ];
  const time = timestamp ? toWholeSeconds(Date.parse(timestamp)) : '(no time)';
  const secondsLater = timestamp && firstTime ? (Date.parse(timestamp) - Date.parse(firstTime)) / 1000 : 0;
  const text = [type ?? '(no type)', ...kind].filter((part) => part !== undefined).join(' ');
  const reply = bounce?.diagnosticCode === undefined ? '' : `: ${bounce.diagnosticCode}`;
  return `${time.padEnd(20)} ${(secondsLater > 0 ? `+${formatDuration(secondsLater)}` : '').padEnd(9)} ${text}${reply}`;
}
