/** Formats the result of a search: the note first, then the counts, the newest mail and the advice. */
import type { FoundMail, Search } from '../../lambda/message-insights/search-schemas';
import { toWholeSeconds } from '../terminal/iso-time';
import { countText, isPossible, shareText, shortCount } from './count-text';
import { formatDuration } from './duration-text';
import { adviceLine } from './insights-text';

/** About as many as fit on one screen. */
const MAX_SHOWN_MAILS = 8;

const NOT_SHOWN = '(not shown)';

/** @param search a finished search without a preset */
export function searchLines(search: Search): string[] {
  const { note, rows = [], nextPage } = search;
  const shown = rows.slice(0, MAX_SHOWN_MAILS);
  return [
    ...(note === undefined ? [] : [note, '']),
    ...summaryLines(search),
    ...shown.flatMap((mail) => ['', ...mailLines(mail)]),
    ...(rows.length > shown.length || nextPage !== undefined
      ? ['', `These are the newest ${shown.length}. To print all of them, add --json.`]
      : []),
    ...adviceLines(shown),
  ];
}

function summaryLines({ mails, recipients, outcomes = [], from, until }: Search): string[] {
  const span = from && until ? `, sent from ${seconds(from)} to ${seconds(until)}` : '';
  const counts = [mails && countText(mails, 'mail'), recipients && countText(recipients, 'recipient')];
  const shares = outcomes.map(({ outcome, count, share }) => `${shortCount(count)} ${outcome} (${shareText(share)})`);
  const isEmpty = mails !== undefined && !isPossible(mails);
  return [
    `${isEmpty ? 'SES has no record of such mail' : counts.filter(Boolean).join(' to ')}${span}`,
    ...(shares.length === 0 ? [] : [`  ${shares.join(', ')}`]),
  ];
}

function mailLines({ messageId, sentAt, from, to, subject, isp, outcome, ...mail }: FoundMail): string[] {
  const { outcomeAt, engagement, bounceSubType, diagnosticCode } = mail;
  const provider = isp === null ? '' : ` (${isp})`;
  const later = outcomeAt === undefined ? 0 : (Date.parse(outcomeAt) - Date.parse(sentAt)) / 1000;
  const after = later > 0 ? ` after ${formatDuration(later)}` : '';
  const reason = [bounceSubType, diagnosticCode].filter((part) => part !== undefined && part !== null).join(': ');
  return [
    `${seconds(sentAt)} to ${to ?? NOT_SHOWN}${provider}: ${outcome}${after}${engagement ? `, then ${engagement}` : ''}`,
    `  from ${from ?? NOT_SHOWN}, subject: ${subject ?? NOT_SHOWN}`,
    ...(reason === '' ? [] : [`  ${reason}`]),
    `  id ${messageId}`,
  ];
}

/** Returns each piece of advice once, because many rows have the same advice. */
function adviceLines(mails: readonly FoundMail[]): string[] {
  const texts = mails.flatMap(({ advice }) => (advice ? [adviceLine(advice)] : []));
  return texts.length === 0 ? [] : ['', ...new Set(texts)];
}

function seconds(time: string): string {
  return toWholeSeconds(Date.parse(time));
}
