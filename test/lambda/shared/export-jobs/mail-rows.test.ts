import { describe, expect, it } from '@jest/globals';
import { parseMailRows } from '../../../../lambda/shared/export-jobs/mail-rows';
import { at } from '../../../support/world';

/** The layout that SES uses: lines begin with the comma, and members without a value are left out. */
const FILE = `[
{"messageid":"m1","sendtimestamp":"2026-09-21 01:02:03.123 UTC","isp":"Gmail","fromaddress":"news@shop.example","destination":"anna@example.com","subject":"Spring, \\"sale\\"\\nnow","last_delivery_event":"PERMANENT_BOUNCE","last_engagement_event":"OPEN","last_delivery_event_timestamp":"2026-09-21 01:02:04.5 UTC","last_engagement_event_timestamp":"2026-09-21 01:02:05 UTC","bounce_sub_type":"NoEmail","diagnostic_code":"smtp; 550 5.1.1"}
,{"messageid":"m2","sendtimestamp":"2026-09-21 01:02:03.123 UTC"}
]
`;
const SENT_AT = at('2026-09-21T01:02:03.123Z');
const ROW = { messageid: 'm', sendtimestamp: '2026-09-21 01:02:03.123 UTC' };

describe('the rows of mail', () => {
  it('are read with every member, and without the members that are left out', () => {
    expect(parseMailRows(FILE)).toEqual({
      rows: [
        {
          messageId: 'm1',
          sentAt: SENT_AT,
          isp: 'Gmail',
          from: 'news@shop.example',
          to: 'anna@example.com',
          subject: 'Spring, "sale"\nnow',
          deliveryEvent: 'PERMANENT_BOUNCE',
          deliveryEventAt: at('2026-09-21T01:02:04.500Z'),
          engagementEvent: 'OPEN',
          engagementEventAt: at('2026-09-21T01:02:05Z'),
          bounceSubType: 'NoEmail',
          diagnosticCode: 'smtp; 550 5.1.1',
        },
        { messageId: 'm2', sentAt: SENT_AT },
      ],
      unreadableRows: 0,
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', [ROW]],
    ['a string', 'm1'],
    ['without an ID', { ...ROW, messageid: undefined }],
    ['with an empty ID', { ...ROW, messageid: '' }],
    ['without a time', { ...ROW, sendtimestamp: undefined }],
    ['with an ISO time', { ...ROW, sendtimestamp: '2026-09-21T01:02:03.123Z' }],
    ['with a time of another zone', { ...ROW, sendtimestamp: '2026-09-21 01:02:03.123 CET' }],
    ['with an impossible time', { ...ROW, sendtimestamp: '2026-13-21 01:02:03.123 UTC' }],
    ['with a subject that is a list', { ...ROW, subject: ['a'] }],
    ['with an unreadable time of the event', { ...ROW, last_delivery_event_timestamp: 'soon' }],
  ])('that are %s are counted, not used', (_, row) => {
    const { rows, unreadableRows } = parseMailRows(JSON.stringify([row, ROW]));
    expect([rows.length, unreadableRows]).toEqual([1, 1]);
  });

  it.each([
    ['null', null],
    ['empty', ''],
  ])('may have a member that is %s, as if it were left out', (_, subject) => {
    expect(parseMailRows(JSON.stringify([{ ...ROW, subject, ['__proto__']: 1, more: {} }])).rows).toEqual([
      { messageId: 'm', sentAt: SENT_AT },
    ]);
  });

  it.each([
    ['', 'truncated'],
    ['[', 'truncated'],
    [FILE.slice(0, 300), 'truncated'],
    ['<html>', 'foreign'],
    ['{}', 'foreign'],
    ['"rows"', 'foreign'],
    ['[1 2]', 'foreign'],
    ['messageid,subject\n', 'foreign'],
    ['[{"message":"Forbidden"}]', 'foreign'],
  ])('of the file %j are %s', (content, reason) => {
    expect(() => parseMailRows(content)).toThrow(expect.objectContaining({ reason }));
  });
});
