/** What SES added to the account's suppression list. */
import { count } from '../../../lambda/shared/topic/numbers';
import { type AccountDetails, type CaseFacts, type Reading, readValue } from '../facts/case-facts';
import { unknownLine } from './fact-text';
import { code, table } from './markdown';

export function suppressionLines(facts: CaseFacts): string[] {
  const reasons = readValue(facts.account)?.suppressedReasons;
  const list = readValue(facts.suppressions);
  return [
    `SES adds addresses to the account's suppression list after: ${reasonsText(facts.account, reasons)}.`,
    '',
    ...unknownLine('What SES added in the span', facts.suppressions),
    ...(list === undefined
      ? []
      : list.days.length === 0
        ? ['SES added no address in the span.']
        : table(
            ['Day (UTC)', 'Because of a bounce', 'Because of a complaint', 'Other'],
            list.days.map(({ day, bounces, complaints, others }) => [
              day,
              count(bounces),
              count(complaints),
              count(others),
            ]),
          )),
    ...(list?.hasMore ? ['', 'The list has more addresses than these. The counts are **minimums**.'] : []),
  ];
}

function reasonsText(account: Reading<AccountDetails>, reasons: readonly string[] | undefined): string {
  if ('unread' in account) return `**unknown** (${account.unread.reason})`;
  if (reasons === undefined) return '**unknown** (SES does not say)';
  return reasons.length === 0 ? '**nothing, it is off**' : reasons.map((reason) => code(reason)).join(', ');
}
