/** A brief as a message to a topic. */
import { type TopicMessage, toCustomNotification } from '../shared/topic/topic-message';
import type { BriefDocument, Section } from './brief-document';
import { type Line, toMarkdownLine, toPlainLine } from './words';

/** Largest message in bytes. SNS accepts four times as much, and bills each 64 KB. https://aws.amazon.com/sns/pricing/ */
const MAX_BYTES = 64 * 1024;

/** Number of groupings in a chat message, which people read on a phone. */
const CHAT_GROUPINGS = 2;

/** Returns a document as a message. If it is too large, the comparisons are left out, then the groupings from the end. */
export function toTopicMessage(document: BriefDocument): TopicMessage {
  const short = { ...document, comparisons: [] };
  const shorter = document.groupings.map((_, left) => ({ ...short, groupings: document.groupings.slice(0, left) }));
  const messages = [document, short, ...shorter.reverse()].map(toMessage);
  return messages.find((message) => sizeOf(message) <= MAX_BYTES) ?? (messages.at(-1) as TopicMessage);
}

function sizeOf({ forms }: TopicMessage): number {
  return Buffer.byteLength(JSON.stringify(forms));
}

function toMessage(document: BriefDocument): TopicMessage {
  return {
    subject: document.subject,
    forms: { default: toPlainText(document), https: toChatMessage(document), sms: document.subject },
  };
}

function toPlainText({ opening, groupings, sections, commands, comparisons }: BriefDocument): string {
  const text = (lines: readonly Line[]) => lines.map(toPlainLine).join('\n');
  return [
    text(opening),
    ...[...groupings, ...sections].map(({ heading, lines }) => `${heading.toUpperCase()}\n${text(lines)}`),
    ...(commands.length > 0 ? [`NEXT\n${commands.join('\n')}`] : []),
    ...(comparisons.length > 0 ? [`COMPARED\n${text(comparisons)}`] : []),
  ].join('\n\n');
}

function toChatMessage({ subject, opening, groupings, sections, commands, comparisons }: BriefDocument): string {
  const text = (lines: readonly Line[]) => lines.map(toMarkdownLine).join('\n');
  const section = ({ heading, lines }: Section) => `*${heading}*\n${text(lines)}`;
  return toCustomNotification({
    title: subject,
    description: [
      text(opening),
      ...[...groupings.slice(0, CHAT_GROUPINGS), ...sections].map(section),
      ...(comparisons.length > 0 ? [text(comparisons)] : []),
    ].join('\n\n'),
    nextSteps: commands.map((command) => `Run \`${command}\``),
    keywords: ['Amazon SES', 'brief'],
  });
}
