import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { codeOf, readReason, reasonOf } from '../../../../lambda/shared/mail/reason';
import { bounce } from '../../../support/planted-mail';

const TO = 'alice.smith@example.com';

describe('readReason', () => {
  it.each([
    ['smtp; 550 5.1.1 User unknown', '550 5.1.1', 'user unknown'],
    [
      'smtp; 550-5.1.1 The account does not exist. Please try 550-5.1.1 again',
      '550 5.1.1',
      'the account does not exist',
    ],
    [
      'smtp; 550 5.1.1 <alice.smith@example.com>: Recipient address rejected',
      '550 5.1.1',
      'recipient address rejected',
    ],
    ['550 5.1.1 <>: user does not exist', '550 5.1.1', 'user does not exist'],
    [
      "554 delivery error: This user doesn't have a yahoo.com account",
      '554',
      "delivery error: this user doesn't have account",
    ],
    ['553 sorry, no mailbox here by that name (#5.1.1)', '553 5.1.1', 'sorry no mailbox here by that name'],
    ['mx.example.com said: 452 4.2.2 over quota', '452 4.2.2', 'over quota'],
    ['5.4.4 Host not found', '5.4.4', 'host not found'],
    [
      '554 5.7.1 Client host [192.0.2.7] blocked using bl.example.org; see https://x.example/?a=1 more',
      '554 5.7.1',
      'client host blocked',
    ],
    ['421 4.7.0 [TSS04] Messages from 192.0.2.7 deferred', '421 4.7.0', 'messages from deferred'],
    ['rejected by 5.1.1.9', '', 'rejected'],
    ['550 User unknown id 4f3a9c queue 4711', '550', 'user unknown id queue'],
    ['', '', ''],
    ['\u0000\ufffd', '', ''],
    [`550 ${'x'.repeat(100_000)} rejected`, '550', ''],
  ])('%.80s', (text, code, words) => {
    expect(readReason(text, TO)).toEqual({ code, words });
  });

  it('leaves out the words of the recipient', () => {
    expect(readReason('550 user info unknown', 'info@example.com').words).toBe('user unknown');
    expect(readReason('550 no news here', 'news@example.com').words).toBe('no here');
    expect(readReason('550 no such users here', '"The User" <a@example.com>').words).toBe('no such here');
  });

  it('is the same for two recipients, in all recorded responses that quote one', () => {
    const texts = readFileSync('test/fixtures/server-texts/unseen.txt', 'utf8').split('\n');
    const quoting = texts.map((text) => text.replace(/<>|User|recipient/i, (word) => `${word} <#>`));
    for (const text of quoting) {
      const [one, other] = ['x.yz@example.com', 'q77@other.example'].map((to) => readReason(text.replace('#', to), to));
      expect(one).toEqual(other);
    }
    expect(quoting.filter((text) => text.includes('#')).length).toBeGreaterThan(30);
  });
});

describe('reasonOf', () => {
  it.each([
    ['smtp; 550 5.1.1 User unknown', 'General', '550 5.1.1 user unknown'],
    ['smtp; 550', 'MailboxFull', '550'],
    ['', 'MailboxFull', 'MailboxFull'],
    [undefined, 'MailboxFull', 'MailboxFull'],
    [undefined, 'alice smith', undefined],
    [undefined, undefined, undefined],
  ])('%s with %s', (diagnosticCode, bounceSubType, reason) => {
    expect(reasonOf(bounce({ diagnosticCode, bounceSubType }))).toBe(reason);
  });
});

it.each([
  ['550 5.1.1 user unknown', '550 5.1.1'],
  ['550 5.1.1', '550 5.1.1'],
  ['550 user unknown', '550'],
  ['5.4.4 host not found', '5.4.4'],
  ['MailboxFull', undefined],
  ['user unknown', undefined],
])('codeOf %s is %s', (reason, code) => {
  expect(codeOf(reason)).toBe(code);
});
