/** A draft of the answer to AWS's review. It has the sentences of RUNBOOK.md, with the known figures filled in. */
import type { EventKind } from '../../../lambda/shared/mail/event-kind';
import { BLANK } from './markdown';

/** What a draft needs, as the draft writes it. Undefined: a person fills it in. */
export interface AnswerFigures {
  /** Time without its zone, such as `2026-11-18 15:22`. */
  readonly from?: string;
  readonly until?: string;
  readonly region?: string;
  /** Percentage without its sign. */
  readonly before?: string;
  readonly peak?: string;
  readonly newest?: string;
  readonly events?: string;
  readonly attempts?: string;
  /** What holds back further mail to these addresses. */
  readonly suppressedBy?: string;
  /** Threshold of the alarm that pages, a percentage without its sign. */
  readonly hourThreshold?: string;
  readonly dayThreshold?: string;
  readonly pageAt?: string;
  /** Such as `16 minutes`. */
  readonly timeToPage?: string;
}

/** Returns the paragraphs of an answer. */
export function draftAnswer(kind: EventKind, figures: AnswerFigures): string[] {
  const isBounce = kind === 'bounce';
  const value = (name: keyof AnswerFigures, hint = '') => figures[name] ?? BLANK + hint;
  return [
    `What happened: from ${value('from')} to ${value('until')} UTC, our ${isBounce ? 'hard bounce' : 'complaint'} rate in ${value('region', ' (Region)')} rose from ${value('before')} % to ${value('peak')} % over 24 hours: ${value('events')} ${kind}s of ${value('attempts')} sends. The mail was ${BLANK} (sender, subject or job). ${isBounce ? BAD_ADDRESSES : UNWANTED_MAIL}`,
    `What we changed: we stopped ${BLANK} at ${BLANK} UTC. ${isBounce ? `We removed ${BLANK} addresses from our lists.` : `We removed everybody who complained: ${BLANK} addresses.`} ${value('suppressedBy', " (SES's account-level suppression list, our own list)")} holds back further mail to them. ${isBounce ? BETTER_ADDRESSES : BETTER_MAIL} The change went live at ${BLANK} UTC. The rate over 24 hours is now ${value('newest')} %.`,
    `How we will notice it next time: CloudWatch alarms page our on-call team if ${isBounce ? 'hard bounces' : 'complaints'} reach ${value('hourThreshold')} % of one hour's sends or ${value('dayThreshold')} % of 24 hours' sends. This time, the page came at ${value('pageAt')} UTC, ${figures.timeToPage ?? `${BLANK} minutes`} after the first bad figure. ${BLANK} owns these alarms. We last tested them on ${BLANK}.`,
  ];
}

/** Returns the paragraph that precedes the answer if AWS paused the account. */
export function draftPauseAnswer({ region }: Pick<AnswerFigures, 'region'>): string {
  return `You paused our sending in ${region ?? `${BLANK} (Region)`} on ${BLANK}. Please resume it. We removed the cause: ${BLANK}. We will resume slowly: first ${BLANK} (password resets, receipts), then, after ${BLANK} days below ${BLANK} %, everything else. Until then, ${BLANK} mail stays off.`;
}

const BAD_ADDRESSES = `The addresses came from ${BLANK}. They were bad because ${BLANK}.`;
const UNWANTED_MAIL = `The recipients agreed to it by ${BLANK}, on ${BLANK} (date). They complained because ${BLANK}.`;
const BETTER_ADDRESSES = `New addresses now pass ${BLANK} (confirmation, validation) before we send to them.`;
const BETTER_MAIL = `The mail now ${BLANK} (says why people receive it, has an unsubscribe link that works with one click). People who did not react for ${BLANK} months get no more mail.`;
