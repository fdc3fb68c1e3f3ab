import { describe, expect, it } from '@jest/globals';
import type { MailRow } from '../../../../lambda/shared/mail/mail-row';
import { readReason } from '../../../../lambda/shared/mail/reason';
import {
  CASES,
  describeSubjectLeaks,
  leaksIn,
  mailboxOf,
  outputsOf,
  PEOPLE,
  readIn,
  shared,
} from '../../../support/disclosure-leaks';
import { bounce } from '../../../support/planted-mail';
import { type Person, SENTENCES, secretsOf } from '../../../support/planted-people';

describeSubjectLeaks(5);
describeSubjectLeaks(100, 5); // `disclosure-leaks.long.ts` has all spellings

describe('no name leaks from the response of a server', () => {
  it.each(CASES)('as $name', ({ spell, index }) => {
    const leaks = PEOPLE.flatMap((person) => {
      const text = (SENTENCES[index % SENTENCES.length] ?? '').replaceAll('#', () => spell(person));
      const reasons = ['nobody.q@example.net', mailboxOf(person)].map((to) => readReason(text, to));
      return readIn(JSON.stringify(reasons), secretsOf(person));
    });
    expect(leaks).toEqual([]);
  });
});

describe('no name of a recipient leaks', () => {
  const alice = PEOPLE[0] as Person;

  it.each<[string, Partial<MailRow>]>([
    ['as the sender', { from: 'alice.smith@shop.example' }],
    ['as the display name of the sender', { from: 'Alice Smith <news@shop.example>' }],
    ['as the domain of the sender', { from: 'news@alicesmith.example' }],
    ['as a part of the sender', { from: 'bounce+alice.smith=example.com@shop.example' }],
    ['as a new sub-type', { bounceSubType: 'AliceSmith' }],
    ['as a provider', { isp: 'Alice Smith' }],
    ['as an event', { deliveryEvent: 'alice smith', engagementEvent: 'Alice' }],
    ['as a response', { diagnosticCode: 'Alice Smith' }],
  ])('%s', (_, given) => {
    for (const recipients of [1, 4, 5, 6, 100])
      expect(leaksIn(shared(recipients, 'Alice Smith <alice.smith@example.com>', given), secretsOf(alice))).toEqual([]);
  });

  it.each([1, 5])('as the domain of %i recipients', (recipients) => {
    const addresses = Array.from({ length: recipients }, (_, index) => `${'pqrst'[index]}.smith@smith-family.example`);
    expect(readIn(outputsOf(addresses.map((to) => bounce({ to }))), ['smith', 'family'])).toEqual([]);
  });
});
