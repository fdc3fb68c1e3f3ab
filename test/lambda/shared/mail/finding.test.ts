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

it('names the sender and the subject of nearly all mail, which cannot stand out', () => {
  const finding = find(many(100), { sends: many(1000).map(delivered) });
  expect(finding.allMail).toEqual([
    { dimension: 'from', value: many(1)[0]?.from },
    { dimension: 'subject', value: many(1)[0]?.subject },
  ]);
  expect(toSentence(finding, 'bounce')).toMatch(/ Nearly all mail of this time is from \S+, subject '[^']+'\./);
  const others = mixture(100).map(delivered);
  expect(find(many(100), { sends: [...many(900).map(delivered), ...others] }).allMail).toBeUndefined();
});

const ofGlobalList = (rows: number) => many(rows, { bounceSubType: 'Suppressed' });

describe('no mail is named', () => {
  it.each<[string, readonly MailRow[], Partial<Evidence>, string]>([
    ['without events', [], {}, 'nothing'],
    ['for a mixture', mixture(600), {}, 'none'],
    ['for a mixture without all mail', mixture(600), { sends: undefined }, 'none'],
    ['if all mail has the property', many(100), { sends: many(1000).map(delivered) }, 'none'],
    ['below 50 % coverage', many(49), { alarmCount: 100 }, 'low-coverage'],
    ['below 50 % coverage, all on the global list', ofGlobalList(49), { alarmCount: 100 }, 'low-coverage'],
    ['if all of it was on the global list', ofGlobalList(60), {}, 'suppressed'],
    ['if most of it was on the global list', [...ofGlobalList(60), ...many(59)], {}, 'suppressed'],
    [
      'if the rest is less than half of what the alarm counted',
      [...ofGlobalList(20), ...many(49)],
      { alarmCount: 100 },
      'suppressed',
    ],
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

describe('mail is compared with all mail', () => {
  /** Returns mail of which a share has the sender, and the rest is a mixture. */
  const withShare = (rows: number, share: number, given: Partial<MailRow>) => [
    ...mixture(rows * share, given),
    ...mixture(rows * (1 - share), { from: 'other@shop.example', isp: 'Yahoo' }),
  ];
  const NEWS = { from: 'news@shop.example' };

  it.each<[string, number, number, Finding['verdict']]>([
    ['most of the events and most of all mail', 0.6, 0.6, 'none'],
    ['somewhat more of the events', 0.65, 0.6, 'none'],
    ['far more of the events', 0.9, 0.6, 'culprit'],
    ['nearly all events and most of all mail', 0.995, 0.9, 'culprit'],
    ['fewer than half of the events', 0.4, 0.05, 'none'],
    ['half of the events', 0.5, 0.05, 'culprit'],
  ])('a sender of %s: %d against %d', (_, share, ofSends, verdict) => {
    const sends = withShare(2000, ofSends, NEWS).map(delivered);
    expect(find(withShare(600, share, NEWS), { sends }).verdict).toBe(verdict);
  });

  it.each([
    ['5 events of 5 against 1 send in 20', 5, 0.05, 'culprit'],
    ['5 events of 5 against 1 send in 2', 5, 0.5, 'none'],
  ])('chance is no culprit: %s', (_, events, ofSends, verdict) => {
    const sends = withShare(1000, ofSends, NEWS).map(delivered);
    const rows = mixture(events, NEWS).map((row, index) => ({
      ...row,
      isp: ISPS[index % 4],
      to: `p${index}@${DOMAINS[index % 4]}`,
    }));
    expect(find(rows, { sends }).verdict).toBe(verdict);
  });

  it('names mail that was sent before all of the compared mail', () => {
    const sends = mixture(1000, { from: 'other@shop.example' }).map(delivered);
    expect(partsOf(find(mixture(100, NEWS), { sends }))[0]).toBe('from news@shop.example');
  });

  it('names one list that was sent to two providers, with its reason', () => {
    const list = { from: 'news@shop.example', subject: 'Spring sale', diagnosticCode: '550 5.1.1 User unknown' };
    const providers = [...mixture(220, { ...list, isp: 'Gmail' }), ...mixture(180, { ...list, isp: 'Yahoo' })];
    const finding = find([...providers, ...mixture(40)]);
    expect(partsOf(finding).slice(0, 2).sort()).toEqual(['from news@shop.example', 'subject Spring sale']);
    expect(partsOf(finding).slice(2)).toEqual(['reason 550 5.1.1 user unknown']);
  });

  it.each([
    ['names the sender of a mailing that is most of all mail', 'orders@shop.example', 'from news@shop.example'],
    ['leaves out a sender that the other mail has, too', 'news@shop.example', undefined],
  ])('%s', (_, from, expected) => {
    const sends = [...mixture(1700, { ...NEWS, subject: 'Imported' }), ...mixture(300, { from })].map(delivered);
    const finding = find(mixture(600, { ...NEWS, subject: 'Imported' }), { sends });
    expect(partsOf(finding).find((part) => part.startsWith('from'))).toBe(expected);
    expect(partsOf(finding)).toContain('subject Imported');
  });

  it('names the code if the servers use different words', () => {
    const words = ['User unknown', 'No such mailbox', 'The account does not exist'];
    const events = words.flatMap((text) => mixture(50, { ...NEWS, diagnosticCode: `550 5.1.1 ${text}` }));
    expect(partsOf(find(events))).toEqual(['from news@shop.example', 'reason 550 5.1.1']);
  });

  it('hides a value that contains a name', () => {
    const events = mixture(100, { subject: 'Party of Alice' });
    const finding = find([...events, bounce({ to: 'alice@example.com', subject: 'Party of Alice' })]);
    expect(finding.parts).toContainEqual({ dimension: 'subject', value: null });
    expect(toSentence(finding, 'bounce')).not.toContain('Alice');
  });

  it('ignores suppressed bounces', () => {
    const suppressed = many(400, { bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST' });
    expect(find([...suppressed, ...mixture(100)])).toMatchObject({ verdict: 'none', total: 100 });
  });

  it('has no coverage for a sample, and at most all', () => {
    expect(find(many(100), { alarmCount: 1000, isSample: true })).toMatchObject({
      verdict: 'culprit',
      coverage: undefined,
    });
    expect(find(many(100), { alarmCount: 90 }).coverage).toBe(1);
    expect(find(many(100), { alarmCount: 150 }).coverage).toBeCloseTo(2 / 3);
  });

  it.each([
    ["SES's global list, because AWS counts it", 'Suppressed', 0.9],
    ["the account's list, because AWS does not count it", 'ON_ACCOUNT_SUPPRESSION_LIST', 0.5],
  ])('has a coverage that depends on mail to addresses on %s', (_, bounceSubType, coverage) => {
    const events = [...many(100), ...many(80, { bounceSubType })];
    expect(find(events, { alarmCount: 200 })).toMatchObject({ total: 100, coverage });
  });
});

describe('a finding in words', () => {
  const SOME: Finding = {
    verdict: 'culprit',
    parts: [
      { dimension: 'from', value: 'news@shop.example' },
      { dimension: 'subject', value: 'Spring sale' },
      { dimension: 'isp', value: 'Gmail' },
      { dimension: 'reason', value: '550 5.1.1 user unknown' },
    ],
    count: 412,
    total: 620,
    coverage: undefined,
    isSample: false,
  };

  it.each<[string, Partial<Finding>, string, string]>([
    [
      'a culprit',
      {},
      "412 of 620 bounces: from news@shop.example, subject 'Spring sale', Gmail, 550 5.1.1 user unknown",
      '412 of 620 bounces share one sender, subject, provider and reason',
    ],
    [
      'in a sample',
      { isSample: true, parts: [{ dimension: 'domain', value: 'corp.example' }] },
      '412 of 620 sampled bounces: recipients at corp.example',
      '412 of 620 sampled bounces share one domain',
    ],
    [
      'with a hidden part',
      { parts: [{ dimension: 'subject', value: null }] },
      '412 of 620 bounces: one subject (hidden)',
      '412 of 620 bounces share one subject',
    ],
    [
      'the largest',
      { verdict: 'largest', parts: SOME.parts.slice(0, 1) },
      '412 of 620 bounces: from news@shop.example. Mail without a bounce was not read, and may look the same.',
      '412 of 620 bounces share one sender',
    ],
    [
      'none',
      { verdict: 'none', parts: [], count: 0 },
      'No single culprit: no sender, subject, provider or recipient domain stands out in 620 bounces.',
      'No single culprit in 620 bounces',
    ],
    [
      'only a reason',
      { verdict: 'none', parts: SOME.parts.slice(3) },
      'No single culprit: no sender, subject, provider or recipient domain stands out in 620 bounces. 412 of 620 share one reason: 550 5.1.1 user unknown',
      'No single culprit in 620 bounces',
    ],
    [
      'too few',
      { verdict: 'too-few', parts: [] },
      'The bounces have fewer than five recipients, so their properties are not shown.',
      'Bounces of fewer than five recipients',
    ],
    [
      'too few in a sample',
      { verdict: 'too-few', parts: [], isSample: true },
      'The sampled bounces have fewer than five recipients, so their properties are not shown.',
      'Sampled bounces of fewer than five recipients',
    ],
    [
      'low coverage',
      { verdict: 'low-coverage', parts: [], coverage: 0.499 },
      "SES has recorded only 49 % of the alarm's bounces so far, so no mail is named.",
      'Most bounces are not recorded yet',
    ],
    [
      'suppressed',
      { verdict: 'suppressed', parts: [] },
      "412 of 620 bounces are due to SES's global suppression list, so no mail is named.",
      "412 of 620 bounces are due to SES's global suppression list",
    ],
    [
      'nothing',
      { verdict: 'nothing', parts: [], total: 0 },
      'SES recorded no bounces by mail servers in this time range.',
      'SES recorded no bounces',
    ],
    [
      'nothing in a sample',
      { verdict: 'nothing', parts: [], total: 0, isSample: true },
      'The sample of SES has no bounces in this time range.',
      'No bounces in a sample',
    ],
  ])('%s', (_, given, sentence, subject) => {
    expect([toSentence({ ...SOME, ...given }, 'bounce'), toSubjectLine({ ...SOME, ...given }, 'bounce')]).toEqual([
      sentence,
      subject,
    ]);
  });

  it('has a subject line of less than 90 ASCII characters, without a word of a stranger', () => {
    const longest = { ...SOME, isSample: true, count: 10_000, total: 10_000, parts: [...SOME.parts] };
    const line = toSubjectLine(longest, 'complaint');
    expect(line).toMatch(/^[\x20-\x7e]{1,89}$/);
    for (const { value } of SOME.parts) expect(line).not.toContain(value);
  });

  it('cuts long values, so that what follows them is also shown', () => {
    const value = 'a'.repeat(500);
    const shown = `${'a'.repeat(79)}\u2026`;
    const parts = (['subject', 'from', 'domain'] as const).map((dimension) => ({ dimension, value }));
    expect(toSentence({ ...SOME, verdict: 'largest', parts }, 'bounce')).toBe(
      `412 of 620 bounces: subject '${shown}', from ${shown}, recipients at ${shown}. Mail without a bounce was not read, and may look the same.`,
    );
  });
});

it('names the largest group if all mail is not known', () => {
  const finding = find([...many(412), ...mixture(208, { from: 'orders@shop.example' })], { sends: undefined });
  expect(toSentence(finding, 'bounce')).toMatch(/^4\d\d of 620 bounces: from news@shop.example, subject 'Spring sale'/);
  expect(toSubjectLine(finding, 'bounce')).toMatch(/^4\d\d of 620 bounces share one /);
});
