import { describe, expect, it } from '@jest/globals';
import { parseMetricRows } from '../../../../lambda/shared/export-jobs/metric-rows';

const HEADER = 'ISP,SEND_VOLUME,DELIVERY_VOLUME,PERMANENT_BOUNCE_VOLUME,COMPLAINT_VOLUME';
const GMAIL = { value: 'Gmail', sends: 12, deliveries: 9, hardBounces: 3, complaints: 0 };

describe('the rows of daily numbers', () => {
  it.each([
    ['are read', `${HEADER}\nGmail,12.0000,9.0000,3.0000,0.0000\n`],
    [
      'may be quoted, with a comma at the end of each line',
      `${HEADER},\n"Gmail","12.0000","9.0000","3.0000","0.0000",\n`,
    ],
    [
      'may have columns in another order',
      'COMPLAINT_VOLUME,SEND_VOLUME,EMAIL_IDENTITY,PERMANENT_BOUNCE_VOLUME,DELIVERY_VOLUME\n0,12,Gmail,3,9',
    ],
    ['may end lines with CR and LF', `${HEADER}\r\nGmail,12,9,3,0\r\n`],
  ])('%s', (_, content) => {
    expect(parseMetricRows(content)).toEqual({ rows: [GMAIL], unreadableRows: 0 });
  });

  it('may be none', () => {
    expect(parseMetricRows(`${HEADER}\n`)).toEqual({ rows: [], unreadableRows: 0 });
  });

  it.each([
    'Yahoo,1,1,1',
    'Yahoo,1,1,1,',
    ',1,1,1,1',
    'Yahoo,-1,1,1,1',
    'Yahoo,1.5,1,1,1',
    'Yahoo,1e3,1,1,1',
    'Yahoo,NaN,1,1,1',
  ])('of another shape, such as %s, are counted, not used', (line) => {
    expect(parseMetricRows(`${HEADER}\nGmail,12,9,3,0\n${line}\n`)).toEqual({ rows: [GMAIL], unreadableRows: 1 });
  });

  it.each([
    ['', 'truncated'],
    [`${HEADER}\nGmail,12,9,3,"0`, 'truncated'],
    ['<html>', 'foreign'],
    ['<a href="x', 'foreign'],
    ['ISP,SEND_VOLUME\nGmail,1\n', 'foreign'],
    [`${HEADER.replace('ISP', 'COUNTRY')}\nSpain,1,1,1,1\n`, 'foreign'],
    [`${HEADER}\nGmail,many,1,1,1\n`, 'foreign'],
  ])('of the file %j are %s', (content, reason) => {
    expect(() => parseMetricRows(content)).toThrow(expect.objectContaining({ reason }));
  });
});
