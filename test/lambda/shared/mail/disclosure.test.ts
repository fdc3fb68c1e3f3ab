import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupEvents } from '../../../../lambda/shared/mail/groups';
import type { MailRow } from '../../../../lambda/shared/mail/mail-row';
import type { Dimension } from '../../../../lambda/shared/mail/property';
import { countRecipients, normalizeRecipient } from '../../../../lambda/shared/mail/recipient';
import { maskRows, type ShownRow } from '../../../../lambda/shared/mail/shown-rows';
import { bounce, bounces, many } from '../../../support/planted-mail';

describe('normalizeRecipient', () => {
  it.each([
    ['Pat@Example.COM', 'pat@example.com'],
    ['pat+shop@example.com', 'pat@example.com'],
    ['pat+a+b@example.com', 'pat@example.com'],
    ['+shop@example.com', '+shop@example.com'],
    ['Pat Q <pat@example.com>', 'pat@example.com'],
    ['"pat"@example.com', 'pat@example.com'],
    [' pat@example.com ', 'pat@example.com'],
    ['p.a.t@gmail.com', 'pat@gmail.com'],
    ['p.at+x@googlemail.com', 'pat@gmail.com'],
    ['p.at@example.com', 'p.at@example.com'],
    ['pat@b\u00fccher.example', 'pat@b\u00fccher.example'],
    ['pat@xn--bcher-kva.example', 'pat@b\u00fccher.example'],
    ['\uff50at@example.com', 'pat@example.com'],
    ['p\u200bat@example.com', 'pat@example.com'],
    ['pat', 'pat'],
    ['', ''],
  ])('%s is %s', (address, normalized) => {
    expect(normalizeRecipient(address)).toBe(normalized);
  });
});

/** Different mailboxes. No part of an address occurs in a planted value. */
const RECIPIENTS = ['qa1', 'qb2', 'qc3', 'qd4', 'qe5', 'qf6'].map((local) => `${local}@zz.example`);
const at = (count: number) => RECIPIENTS.slice(0, count);

/** Spellings of one mailbox. */
const SPELLED = ['qa1@zz.example', 'QA1@zz.example', 'qa1+a@zz.example', 'qa1+b@ZZ.example', '"qa1"@zz.example'];

/** A value of each dimension that a mailing shares, as rows and groups show it. */
const VALUES: readonly [Dimension, Partial<MailRow>, (row: ShownRow) => string | null, string][] = [
  ['from', { from: 'news@shop.example' }, ({ from }) => from, 'news@shop.example'],
  ['subject', { subject: 'Spring sale' }, ({ subject }) => subject, 'Spring sale'],
  ['domain', {}, ({ to }) => to?.slice(to.indexOf('@') + 1) ?? null, 'zz.example'],
  [
    'reason',
    { diagnosticCode: 'smtp; 550 5.1.1 User unknown' },
    ({ diagnosticCode }) => diagnosticCode,
    '550 5.1.1 user unknown',
  ],
];

describe.each(VALUES)('the rule of five: a shared %s', (dimension, given, ofRow, value) => {
  it.each<[string, readonly string[], boolean]>([
    ['4 recipients', at(4), false],
    ['5 recipients', at(5), true],
    ['6 recipients', at(6), true],
    ['5 resends to one recipient', Array(5).fill('qa1@zz.example'), false],
    ['5 spellings of one recipient', SPELLED, false],
    ['4 recipients and a spelling of one of them', [...at(4), 'QB2+x@zz.example'], false],
    ['4 recipients and a row without recipient', at(4), false],
    ['5 recipients and resends', [...at(5), ...at(5)], true],
  ])('of %s', (name, recipients, isShown) => {
    const rows = bounces(recipients, given);
    if (name.includes('without')) rows.push({ ...bounce(given), to: undefined });
    const shown = maskRows(rows).map(ofRow);
    const { groups, rest } = groupEvents(rows, 'bounce').groupings.find((by) => by.dimension === dimension) ?? {};
    expect(shown.filter((each) => each === value)).toHaveLength(isShown ? rows.length : 0);
    expect([groups, rest?.count]).toEqual(isShown ? [[{ value, count: rows.length, share: 1 }], 0] : [[], rows.length]);
  });

  it('ignores mail with another value', () => {
    const others = many(20, { from: 'other@shop.example', subject: 'Other', diagnosticCode: '550 5.2.2 Mailbox full' });
    expect(
      maskRows([...bounces(at(4), given), ...others])
        .slice(0, 4)
        .map(ofRow),
    ).not.toContain(value);
  });
});

const masked = (given: Partial<MailRow>, recipients = at(5)) => maskRows(bounces(recipients, given))[0] as ShownRow;

describe('a masked row', () => {
  it('of a mailing has everything but the recipient', () => {
    expect(masked({})).toMatchObject({
      from: 'news@shop.example',
      to: 'q***@zz.example',
      subject: 'Spring sale',
      isp: 'Gmail',
      bounceSubType: 'General',
      diagnosticCode: '550 5.1.1 user unknown',
    });
  });

  it('of one person is masked as in a look-up', () => {
    expect(masked({}, at(1))).toMatchObject({
      from: 'n***@shop.example',
      to: null,
      subject: null,
      isp: 'Gmail',
      bounceSubType: 'General',
      diagnosticCode: '550 5.1.1',
    });
  });

  it('shows the address that the caller gave, and no other', () => {
    const isGiven = (address: string) => normalizeRecipient(address) === 'qa1@zz.example';
    const rows = [...bounces(at(2)), bounce({ to: 'Pat Q <qa1@zz.example>' })];
    expect(maskRows(rows, isGiven).map(({ to }) => to)).toEqual(['qa1@zz.example', null, 'qa1@zz.example']);
  });

  it('has no field that rows gain later', () => {
    const row = { ...bounce(), tenant: 'alice' };
    expect(JSON.stringify(maskRows([row]))).not.toContain('alice');
  });

  it.each([
    ['an address', 'Question from alice@home.example', 'Question from ***'],
    ['an address in brackets', 'Alert (alice@home.example): disk', 'Alert (***): disk'],
    ['an encoded at sign', 'From alice%40home.example now', 'From *** now'],
    ['two addresses', 'a.b@x.example, c+d@y.example!', '***, ***'],
    ['an encoded word', '=?utf-8?Q?Spring=20sale?=', 'Spring sale'],
    ['an address in an encoded word', '=?utf-8?Q?For_alice=40home.example?=', 'For ***'],
    ['spaces and line feeds', ' Spring\r\n\tsale ', 'Spring sale'],
    ['no address', 'Sale @ the shop, 20 % off', 'Sale *** the shop, 20 % off'],
    ['emoji', 'Sale \u{1f389} now', 'Sale \u{1f389} now'],
    ['many characters', 'a'.repeat(300), `${'a'.repeat(199)}\u2026`],
  ])('of a subject with %s', (_, subject, shown) => {
    expect(masked({ subject }).subject).toBe(shown);
  });

  it.each([
    ['News <news@shop.example>', 'news@shop.example'],
    ['NEWS@Shop.Example', 'news@shop.example'],
    ['bounce+x=y.example@shop.example', 'b***@shop.example'],
    ['shop', 'shop'],
  ])('from %s', (from, shown) => {
    expect(masked({ from }).from).toBe(shown);
  });
});

describe('a subject with half of the name of a recipient is hidden', () => {
  it.each([
    ['sbhriain@firm.example', 'Hello Bhriain'],
    ['sbhriain@firm.example', 'Hello B.h.r.i.a.i.n'],
    ['sbhriain@firm.example', 'Hello b h r i a i n'],
    ['=?utf-8?B?5bGx55Sw5aSq6YOO?= <y1@firm.example>', 'Hello 山田'],
    ['太郎@firm.example', '山田太郎様'],
  ])('%s in %s', (to, subject) => {
    expect(masked({ subject }, [to, ...at(4)]).subject).toBeNull();
    expect(masked({ subject }).subject).toBe(subject);
  });
});

it('does not show the end of a long subject, which is not searched for names', () => {
  const subject = `${'long.local.part@long.domain.example '.repeat(20)} Alice`; // shown as `*** *** ***`
  const shown = masked({ subject }, ['alice@firm.example', ...at(4)]).subject;
  expect(shown).toMatch(/^\*\*\* /);
  expect(shown).not.toMatch(/alice/i);
});

describe('in a large mailing, words that are no names do not hide a value', () => {
  it.each([
    ['sale@firm.example', { subject: 'Spring sale' }],
    ['news@firm.example', { from: 'news@shop.example' }],
    ['me+zalando@firm.example', { subject: 'Zalando: your order', from: 'info@zalando.example' }],
    ['zalando@firm.example', { subject: 'Zalando: your order', from: 'info@zalando.example' }],
    ['list.2026@firm.example', { subject: 'Sale 2026' }],
    ['x.de.y@firm.example', { subject: 'Soldes de printemps' }],
  ])('%s in %j', (to, given) => {
    const rows = (count: number) => [bounce({ ...given, to }), ...many(count - 1, given)];
    const isHidden = (count: number) =>
      maskRows(rows(count)).some(({ from, subject }) => subject === null || from?.includes('*'));
    expect([isHidden(5), isHidden(200)]).toEqual([true, false]);
  });
});

it('shows a value only if five recipients share it, for any mail', () => {
  const pick = (...values: string[]) => fc.constantFrom(...values);
  const row = fc.record({
    to: pick(...RECIPIENTS, ...SPELLED, 'qg7@yy.example', 'qh8@yy.example'),
    from: pick('one@shop.example', 'two@shop.example', 'three@shop.example'),
    subject: pick('Red', 'Green', 'Blue'),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (given) => {
      const rows = given.map(bounce);
      for (const [index, shown] of maskRows(rows).entries()) {
        for (const key of ['from', 'subject'] as const) {
          const sharers = countRecipients(rows.filter((other) => other[key] === rows[index]?.[key]));
          expect([key, shown[key] === rows[index]?.[key]]).toEqual([key, sharers >= 5]);
        }
        const domain = normalizeRecipient(rows[index]?.to ?? '').split('@')[1] as string;
        const ofDomain = countRecipients(rows.filter(({ to = '' }) => normalizeRecipient(to).endsWith(domain)));
        expect(shown.to).toBe(ofDomain >= 5 ? `${maskedStart(rows[index]?.to)}@${domain}` : null);
      }
    }),
  );
});

const maskedStart = (to = '') => (to.replace(/^"/, '').startsWith('Q') ? 'Q***' : 'q***');
