/** A finding in words. */
import type { EventKind } from './event-kind';
import type { Finding, Part } from './finding';
import type { Dimension } from './property';
import { cut } from './shown-text';

/**
 * Returns the finding in one or two sentences, such as "412 of 620 bounces: from news@shop.example, subject 'Spring
 * sale', Gmail, 550 5.1.1 user unknown". Strangers wrote parts of it: escape it wherever you show it.
 */
export function toSentence(finding: Finding, kind: EventKind): string {
  const { verdict, parts, total, coverage = 0 } = finding;
  const events = eventsOf(finding, kind);
  const described = parts.map(toText).join(', ');
  const sampled = finding.isSample ? 'sampled ' : '';
  switch (verdict) {
    case 'culprit':
      return `${finding.count} of ${events}: ${described}`;
    case 'largest':
      return `${finding.count} of ${events}: ${described}. Mail without a ${kind} was not read, and may look the same.`;
    case 'none': {
      const shared = parts.length === 0 ? '' : ` ${finding.count} of ${total} share one reason: ${described}`;
      const sameMail =
        finding.allMail === undefined
          ? ''
          : ` Nearly all mail of this time is ${finding.allMail.map(toText).join(', ')}.`;
      return `No single culprit: no sender, subject, provider or recipient domain stands out in ${events}.${sameMail}${shared}`;
    }
    case 'too-few':
      return `The ${sampled}${PLURALS[kind]} have fewer than five recipients, so their properties are not shown.`;
    case 'low-coverage':
      return `SES has recorded only ${Math.floor(100 * coverage)} % of the alarm's ${PLURALS[kind]} so far, so no mail is named.`;
    case 'suppressed':
      return `${finding.count} of ${events} are due to SES's global suppression list, so no mail is named.`;
    case 'nothing':
      return finding.isSample
        ? `The sample of SES has no ${PLURALS[kind]} in this time range.`
        : `SES recorded no ${kind === 'bounce' ? 'bounces by mail servers' : PLURALS[kind]} in this time range.`;
  }
}

/** Returns the finding in fewer than 90 ASCII characters, without any word of a stranger. */
export function toSubjectLine(finding: Finding, kind: EventKind): string {
  const { verdict, count, parts } = finding;
  const events = eventsOf(finding, kind);
  const sampled = finding.isSample ? 'sampled ' : '';
  const nouns = parts.map(({ dimension }) => NOUNS[dimension]);
  const shared = nouns.length > 1 ? `${nouns.slice(0, -1).join(', ')} and ${nouns.at(-1)}` : nouns.join();
  switch (verdict) {
    case 'culprit':
    case 'largest':
      return `${count} of ${events} share one ${shared}`;
    case 'none':
      return `No single culprit in ${events}`;
    case 'too-few':
      return `${sampled}${PLURALS[kind]} of fewer than five recipients`.replace(/^./, (letter) => letter.toUpperCase());
    case 'low-coverage':
      return `Most ${PLURALS[kind]} are not recorded yet`;
    case 'suppressed':
      return `${count} of ${events} are due to SES's global suppression list`;
    case 'nothing':
      return finding.isSample ? `No ${PLURALS[kind]} in a sample` : `SES recorded no ${PLURALS[kind]}`;
  }
}

export const PLURALS = { bounce: 'bounces', complaint: 'complaints' } as const satisfies Record<EventKind, string>;

/** Maximum characters of a value in a sentence. Otherwise, a brief could cut the words after the values. */
const MAX_VALUE_LENGTH = 80;

const NOUNS = {
  from: 'sender',
  subject: 'subject',
  isp: 'provider',
  domain: 'domain',
  reason: 'reason',
} as const satisfies Record<Dimension, string>;

function eventsOf({ total, isSample }: Finding, kind: EventKind): string {
  return `${total} ${isSample ? 'sampled ' : ''}${total === 1 ? kind : PLURALS[kind]}`;
}

function toText({ dimension, value: whole }: Part): string {
  if (whole === null) return `one ${NOUNS[dimension]} (hidden)`;
  const value = cut(whole, MAX_VALUE_LENGTH);
  switch (dimension) {
    case 'from':
      return `from ${value}`;
    case 'subject':
      return `subject '${value}'`;
    case 'domain':
      return `recipients at ${value}`;
    default:
      return value;
  }
}
