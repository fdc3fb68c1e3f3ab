/** What a brief says about numbers that are not those of all mail. */
import { expect, it } from '@jest/globals';
import { type Brief, toMailAnswer } from '../../../lambda/alarm-brief/brief';
import { toDocument } from '../../../lambda/alarm-brief/brief-document';
import { toPlainLine } from '../../../lambda/alarm-brief/words';
import type { Suppressions } from '../../../lambda/shared/account/account-facts';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';
import { many, SENT_AT } from '../../support/planted-mail';
import { HOUR } from '../../support/world';

function documentOf(
  events: readonly MailRow[],
  alarmCount: number,
  { isSample = false, suppressions }: { isSample?: boolean; suppressions?: Suppressions } = {},
) {
  const until = SENT_AT + HOUR;
  const brief: Brief = {
    kind: 'bounce',
    incidentId: 'bounce-20260921T1300Z',
    isDrill: false,
    alarmName: 'bounces-1h',
    pagedAt: until,
    account: undefined,
    region: 'eu-west-1',
    window: { from: SENT_AT, until },
    measured: { atPage: { until, rate: 0.1, attempts: 10 * alarmCount, events: alarmCount }, dayBefore: undefined },
    mail: toMailAnswer({ state: 'known', events, isSample, unreadableRows: 0, sends: undefined }, 'bounce', alarmCount),
    accountFacts: undefined,
    suppressions,
    apiUrl: 'https://api.example.com',
  };
  const document = toDocument(brief);
  return { ...document, text: document.opening.map(toPlainLine).join('\n') };
}

it("a brief says which part of the alarm's bounces SES recorded, but not for a sample", () => {
  expect(documentOf(many(80), 100).text).toContain("SES recorded 80 of the alarm's 100 bounces.");
  const { text } = documentOf(many(80), 100, { isSample: true });
  expect(text).toContain('SES returned a sample of the mail');
  expect(text).not.toContain('SES recorded');
});

it("a brief shows no groups of the few bounces that SES's global list did not cause", () => {
  const events = [...many(60, { bounceSubType: 'Suppressed' }), ...many(10)];
  const { subject, text, groupings } = documentOf(events, 100);
  expect(subject).toBe("Brief: 60 of 70 bounces are due to SES's global suppression list (eu-west-1)");
  expect(text).not.toContain('news@shop.example');
  expect(groupings).toEqual([]);
});

it.each([
  [false, 'No address was added to the suppression list since the window began.'],
  [true, 'SES did not say which addresses were added to the suppression list.'],
])('without suppressed addresses on pages of which more follow (%s), a brief says so', (hasMore, line) => {
  const suppressions = { bounces: 0, complaints: 0, others: 0, hasMore, newestAt: undefined };
  const { sections } = documentOf(many(80), 100, { suppressions });
  expect(sections.flatMap(({ lines }) => lines.map(toPlainLine))).toContain(line);
});
