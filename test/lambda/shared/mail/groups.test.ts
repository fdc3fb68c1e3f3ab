import { describe, expect, it } from '@jest/globals';
import { groupEvents, selectEvents } from '../../../../lambda/shared/mail/groups';
import { bounce, delivered, many, SENT_AT } from '../../../support/planted-mail';

const HOUR = 3_600_000;
const SPAN = { from: SENT_AT, until: SENT_AT + HOUR };

describe('selectEvents', () => {
  it.each([
    ['a bounce in the span', bounce(), true],
    ['a bounce of mail that was sent before', bounce({ sentAt: SENT_AT - 20 * HOUR }), true],
    ['a bounce at the start', bounce({ deliveryEventAt: SPAN.from }), true],
    ['a bounce at the end', bounce({ deliveryEventAt: SPAN.until }), false],
    ['a bounce before', bounce({ deliveryEventAt: SPAN.from - 1 }), false],
    ['a bounce without a time', bounce({ deliveryEventAt: undefined }), false],
    ['a suppressed bounce', bounce({ bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST' }), true],
    ['a transient bounce', bounce({ deliveryEvent: 'TRANSIENT_BOUNCE' }), false],
    ['a complaint', bounce({ deliveryEvent: 'COMPLAINT' }), false],
    ['a delivery', delivered(bounce()), false],
  ])('%s', (_, row, isSelected) => {
    expect(selectEvents([row], 'bounce', SPAN)).toEqual(isSelected ? [row] : []);
  });

  it('selects complaints', () => {
    const rows = [bounce(), bounce({ deliveryEvent: 'COMPLAINT' })];
    expect(selectEvents(rows, 'complaint', SPAN)).toEqual([rows[1]]);
  });
});

describe('groupEvents', () => {
  const groupsOf = (rows: Parameters<typeof groupEvents>[0], dimension: string) =>
    groupEvents(rows, 'bounce').groupings.find((grouping) => grouping.dimension === dimension);

  it('counts suppressed mail separately, in both spellings', () => {
    const rows = [
      ...many(6),
      ...many(2, { bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST' }),
      bounce({ bounceSubType: 'OnAccountSuppressionList' }),
      bounce({ bounceSubType: 'Suppressed' }),
      bounce({ bounceSubType: 'SuppressedForANewReason' }),
    ];
    expect(groupEvents(rows, 'bounce')).toMatchObject({
      kind: 'bounce',
      events: 6,
      recipients: 6,
      suppressed: { count: 5, byReason: { 'account-list': 3, 'global-list': 1, other: 1 } },
    });
    expect(groupsOf(rows, 'from')?.groups).toEqual([{ value: 'news@shop.example', count: 6, share: 1 }]);
  });

  it('shows the ten largest groups, the largest first, and the rest', () => {
    const rows = Array.from({ length: 12 }, (_, index) =>
      many(5 + index, { subject: `Sale ${'abcdefghijkl'[index]}` }),
    );
    const grouping = groupsOf(rows.flat(), 'subject');
    expect(grouping?.groups.map(({ count }) => count)).toEqual([16, 15, 14, 13, 12, 11, 10, 9, 8, 7]);
    expect(grouping?.groups[0]).toEqual({ value: 'Sale l', count: 16, share: 16 / 126 });
    expect(grouping?.rest).toEqual({ count: 11, share: 11 / 126 });
  });

  it('puts mail without a property into the rest', () => {
    const rows = [...many(5), ...many(3, { from: undefined, subject: undefined, isp: undefined, to: undefined })];
    for (const dimension of ['from', 'subject', 'isp', 'domain']) expect(groupsOf(rows, dimension)?.rest.count).toBe(3);
  });

  it('shows a provider of any size, but no unknown one of fewer than five recipients', () => {
    const rows = [bounce({ isp: 'Gmail' }), bounce({ isp: 'UNKNOWN_ISP' }), bounce({ isp: 'Alice' })];
    expect(groupsOf(rows, 'isp')?.groups.map(({ value }) => value)).toEqual(['Gmail', 'UNKNOWN_ISP']);
  });

  it('sums up to all events in each dimension, also without any', () => {
    for (const rows of [[], many(3), many(30)])
      for (const { groups, rest } of groupEvents(rows, 'bounce').groupings)
        expect(groups.reduce((sum, { count }) => sum + count, rest.count)).toBe(rows.length);
  });
});
