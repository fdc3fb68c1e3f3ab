import { describe, expect, it } from '@jest/globals';
import { adviceFor, STATUS_CODE_ADVICE, SUB_TYPE_ADVICE } from '../../../../lambda/shared/mail/advice';

describe('adviceFor', () => {
  it.each([
    ['OnAccountSuppressionList', undefined, 'OnAccountSuppressionList'],
    ['ON_ACCOUNT_SUPPRESSION_LIST', undefined, 'OnAccountSuppressionList'],
    ['ON_ACCOUNT_SUPPRESSION_LIST', 'smtp; 550 5.1.1 User unknown', 'OnAccountSuppressionList'],
    ['SUPPRESSED', undefined, 'Suppressed'],
    ['General', 'smtp; 550 5.1.1 User unknown', '5.1.1'],
    ['General', 'smtp; 550-5.7.26 This mail is unauthenticated. 550-5.7.26 See', '5.7.26'],
    ['General', 'smtp; 421-4.7.28 rate limited', '4.7.28'],
    ['General', '553 sorry, no mailbox here by that name (#5.1.1)', '5.1.1'],
    ['General', 'smtp; 550 5.1.10 RecipientNotFound', '5.1.10'],
    ['MailboxFull', 'smtp; 452-4.2.2 The inbox is out of storage space', '4.2.2'],
    ['MAILBOX_FULL', 'smtp; 552 over quota', 'MailboxFull'],
    ['General', 'smtp; 550 rejected by 5.1.1.10', 'General'],
    ['General', 'smtp; 550 5.1.1@example.com is unknown', 'General'],
    ['General', 'smtp; 550 5.99.1 new', 'General'],
    ['General', undefined, 'General'],
    [undefined, 'smtp; 550 5.4.1 Recipient address rejected: Access denied', '5.4.1'],
    ['constructor', '__proto__', undefined],
    ['SuppressedForANewReason', undefined, undefined],
    [undefined, undefined, undefined],
  ])('%s with %s is %s', (bounceSubType, diagnosticCode, code) => {
    expect(adviceFor({ bounceSubType, diagnosticCode })?.code).toBe(code);
  });
});

it.each([...SUB_TYPE_ADVICE, ...STATUS_CODE_ADVICE])('the sentences of $code have at most 25 words', (advice) => {
  for (const sentence of `${advice.meaning} ${advice.nextStep}`.split(/(?<=\.) /)) {
    expect(sentence).toMatch(/\.$/);
    expect(sentence.split(' ').length).toBeLessThanOrEqual(25);
  }
});
