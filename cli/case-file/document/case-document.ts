/** Writes a case file as Markdown: what happened, what was changed, and how it will be noticed next time. */
import { toMinute } from '../../../lambda/shared/topic/numbers';
import type { CaseFacts } from '../facts/case-facts';
import { accountLines } from './account-section';
import { answerSection } from './answer-section';
import { consoleLinks } from './console-links';
import { spanText, unknownLine } from './fact-text';
import { BLANK, code, table } from './markdown';
import { nextTimeLines } from './next-time';
import { sourceRows } from './sources';
import { suppressionLines } from './suppression-section';
import { timelineRows } from './timeline';
import { rateLines, summaryLines } from './what-happened';

/** Returns the document. It has no addresses, no subjects and no names of people. */
export function toCaseDocument(facts: CaseFacts): string {
  return `${[
    ...header(facts),
    ...answerSection(facts),
    '## What happened',
    '',
    ...summaryLines(facts),
    '',
    `The cause: ${BLANK} (which mail, from which sender or job, why it bounced or why people complained)`,
    '',
    '### Rates',
    '',
    ...rateLines(facts),
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
    ...suppressionLines(facts),
    '',
    '## How it will be noticed next time',
    '',
    ...nextTimeLines(facts),
    '',
    '## The account now',
    '',
    ...accountLines(facts),
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
    `Fill in every \`${BLANK}\`: only people know it. A figure that could not be read is **unknown**. The case file has no addresses and no subjects.`,
    '',
  ];
}
