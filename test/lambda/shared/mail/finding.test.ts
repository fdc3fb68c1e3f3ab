import { describe, expect, it } from '@jest/globals';
import { type Evidence, type Finding, findCulprit } from '../../../../lambda/shared/mail/finding';
import { toSentence, toSubjectLine } from '../../../../lambda/shared/mail/finding-text';
import type { MailRow } from '../../../../lambda/shared/mail/mail-row';
import { bounce, bounces, delivered, many } from '../../../support/planted-mail';

const SENDERS = ['news@shop.example', 'orders@shop.example', 'alerts@status.example', 'team@forum.example'];
const SUBJECTS = ['Spring sale', 'Your order', 'Disk is full', 'Weekly digest', 'Reset your password'];
const ISPS = ['Gmail', 'Yahoo', 'Hotmail', 'UNKNOWN_ISP'];
const DOMAINS = ['example.com', 'example.net', 'example.org', 'corp.example'];
const REASONS = ['550 5.1.1 User unknown', '554 5.7.1 Relay access denied', '550 5.2.1 This mailbox has been disabled'];

/** Returns mail with every combination of properties in the same numbers, in a fixed order. */
function mixture(rows: number, given: Partial<MailRow> = {}): MailRow[] {
  const pick = (values: readonly string[], index: number) => values[index % values.length] as string;
  return Array.from({ length: rows }, (_, index) =>
    bounce({
      from: pick(SENDERS, index),
      subject: pick(SUBJECTS, index),
      isp: pick(ISPS, Math.floor(index / 4)),
      to: `x${index}q@${pick(DOMAINS, Math.floor(index / 5))}`,
      diagnosticCode: pick(REASONS, index),
      ...given,
    }),
  );
}

const SENDS = mixture(4000).map(delivered);

const find = (events: readonly MailRow[], given: Partial<Evidence> = {}): Finding =>
  findCulprit({ kind: 'bounce', events, sends: SENDS, alarmCount: undefined, isSample: false, ...given });

const partsOf = ({ parts }: Finding) => parts.map(({ dimension, value }) => `${dimension} ${value}`);

describe('the planted culprit comes first', () => {
  it.each([
    ['one sender', { from: 'news@shop.example' }, 'from news@shop.example'],
    ['one subject', { subject: 'Your order' }, 'subject Your order'],
    ['one provider', { isp: 'Yahoo' }, 'isp Yahoo'],
    ['one sender and provider', { from: 'team@forum.example', isp: 'Hotmail' }, 'from team@forum.example, isp Hotmail'],
    [
      'one sender, subject and provider',
      { from: 'team@forum.example', subject: 'Disk is full', isp: 'Gmail' },
      'from team@forum.example, isp Gmail, subject Disk is full',
    ],
  ])('%s', (_, planted, expected) => {
    const finding = find([...mixture(400, planted), ...mixture(200)]);
    expect(finding.verdict).toBe('culprit');
    expect(partsOf(finding).sort().join(', ')).toBe(expected);
    expect(finding.total).toBe(600);
    expect(finding.count).toBeGreaterThanOrEqual(400);
  });

  it('one recipient domain', () => {
    const finding = find([
      ...many(400).map((row, index) => ({ ...row, ...mixtureOf(index), to: `k${index}@corp.example` })),
      ...mixture(200),
    ]);
    expect(partsOf(finding)).toEqual(['domain corp.example', 'reason 550 5.1.1 user unknown']);
  });

  const mixtureOf = (index: number) => ({
    from: SENDERS[index % 4],
    subject: SUBJECTS[index % 5],
    isp: ISPS[index % 4],
  });
});

describe('no mail is named', () => {
  it.each<[string, readonly MailRow[], Partial<Evidence>, string]>([
    ['without events', [], {}, 'nothing'],
    ['for a mixture', mixture(600), {}, 'none'],
    ['for a mixture without all mail', mixture(600), { sends: undefined }, 'none'],
    ['if all mail has the property', many(100), { sends: many(1000).map(delivered) }, 'none'],
    ['below 50 % coverage', many(49), { alarmCount: 100 }, 'low-coverage'],
    [
      'for fewer than five recipients',
      bounces(['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example']),
      {},
      'too-few',
    ],
    ['for resends to one recipient', many(50, { to: 'a@x.example' }), {}, 'too-few'],
  ])('%s', (_, events, given, verdict) => {
    const finding = find(events, given);
    expect(finding.verdict).toBe(verdict);
    expect(finding.parts.filter(({ dimension }) => dimension !== 'reason')).toEqual([]);
  });
});

it('names the largest group if all mail is not known', () => {
  const finding = find([...many(412), ...mixture(208, { from: 'orders@shop.example' })], { sends: undefined });
  expect(toSentence(finding, 'bounce')).toMatch(/^4\d\d of 620 bounces: from news@shop.example, subject 'Spring sale'/);
  expect(toSubjectLine(finding, 'bounce')).toMatch(/^4\d\d of 620 bounces share one /);
});
