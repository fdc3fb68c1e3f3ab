/** Saved responses of GetSendStatistics, in the formats that tools write. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeAge, readRecordedStatistics } from '../../../cli/start/recorded-statistics';
import { InputError } from '../../../cli/terminal/input-error';
import type { Counter } from '../../../lambda/send-statistics/send-history';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'statistics-'));
const NEEDED: ReadonlySet<Counter> = new Set(['deliveryAttempts', 'bounces', 'complaints']);

const COUNTERS = { DeliveryAttempts: 100, Bounces: 5, Complaints: 1, Rejects: 0 };
const POINT = { Timestamp: '2026-11-22T10:07:00Z', ...COUNTERS };
const LATER = { ...POINT, Timestamp: '2026-11-22T10:22:00Z' };
const READ = { timestamp: at(POINT.Timestamp), deliveryAttempts: 100, bounces: 5, complaints: 1, rejects: 0 };
const READ_LATER = { ...READ, timestamp: at(LATER.Timestamp) };

let files = 0;

function file(content: unknown): string {
  const name = path.join(FOLDER, `answer-${files++}.json`);
  writeFileSync(name, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return name;
}

function read(content: unknown) {
  return readRecordedStatistics(file(content), NEEDED);
}

/** Returns the error message without the file name. */
async function rejectionOf(content: unknown): Promise<string> {
  return rejectionOfFile(file(content));
}

async function rejectionOfFile(name: string): Promise<string> {
  const error = await readRecordedStatistics(name, NEEDED).catch((error) => error);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toMatch(/^[^\n]+$/);
  return error.message.replace(`${JSON.stringify(name)} `, '');
}

describe('a time', () => {
  const seconds = at(POINT.Timestamp) / 1000;

  it.each<[string, unknown]>([
    ['of the AWS CLI 2', '2026-11-22T10:07:00+00:00'],
    ['of the AWS CLI 1', '2026-11-22T10:07:00Z'],
    ['of another zone', '2026-11-22T11:07:00+01:00'],
    ['with fractions', '2026-11-22T10:07:00.000Z'],
    ['without seconds', '2026-11-22T10:07Z'],
    ['of Python’s str()', '2026-11-22 10:07:00+00:00'],
    ['of Python’s str() with microseconds', '2026-11-22 10:07:00.000000+00:00'],
    ['of strftime', '2026-11-22T10:07:00+0000'],
    ['of PostgreSQL', '2026-11-22 10:07:00+00'],
    ['of Ruby', '2026-11-22 10:07:00 UTC'],
    ['of date', '2026-11-22 11:07:00 +0100'],
    ['of HTTP', 'Sun, 22 Nov 2026 10:07:00 GMT'],
    ['in epoch seconds', seconds],
    ['in epoch seconds with a fraction', seconds + 0.25],
    ['in epoch seconds as a string', `${seconds}`],
    ['in epoch seconds as a string with a fraction', `${seconds}.0`],
    ['in epoch milliseconds', seconds * 1000],
    ['in epoch milliseconds as a string', `${seconds * 1000}`],
    ['of Windows PowerShell', `/Date(${seconds * 1000})/`],
  ])('%s is read', async (_, Timestamp) => {
    const { points, skipped, notes } = await read({ SendDataPoints: [{ ...POINT, Timestamp }] });
    const timestamp = READ.timestamp + (Timestamp === seconds + 0.25 ? 250 : 0);
    expect({ points, skipped, notes }).toEqual({ points: [{ ...READ, timestamp }], skipped: 0, notes: [] });
  });

  it.each<[unknown, string]>([
    ['yesterday', 'is "yesterday": write a time with its zone, such as 2026-11-22T10:07:00Z, or epoch seconds'],
    [undefined, 'is missing: write a time'],
    [null, 'is null: write a time'],
    [['2026-11-22T10:07:00Z'], 'is ["2026-11-22T10:07:00Z"]: write a time'],
    [0, 'is 0: write a time'],
    [20261122, 'is 20261122: write a time'],
    ['2026-11-22T10:07:00', 'without a zone: add the zone, such as 2026-11-22T10:07:00Z for UTC'],
    ['2026-11-22 10:07:00', 'without a zone: add the zone, such as 2026-11-22T10:07:00Z for UTC'],
    ['2026-02-30T10:07:00Z', 'is "2026-02-30T10:07:00Z": write a time'],
    ['2026-11-22T25:07:00Z', 'is "2026-11-22T25:07:00Z": write a time'],
    ['22/11/2026 10:07', 'is "22/11/2026 10:07": write a time'],
    ['\u001b[31m\u009b', 'is "\\u001b[31m\\u009b": write a time'],
  ])('%p is rejected with its field and value', async (Timestamp, sentence) => {
    const rejection = await rejectionOf({ SendDataPoints: [{ ...POINT, Timestamp }] });
    expect(rejection).toContain('has 1 point of 1 without a usable Timestamp or counter');
    expect(rejection).toContain('the first: Timestamp of point 1 is ');
    expect(rejection).toContain(sentence);
  });
});

describe('a bad point', () => {
  it.each<[string, unknown, string]>([
    ['without a time', { ...POINT, Timestamp: undefined }, 'Timestamp of point 2 is missing'],
    ['without a needed counter', { ...POINT, Bounces: undefined }, 'Bounces of point 2 is missing'],
    ['with a counter that is a string', { ...POINT, Complaints: '5' }, 'Complaints of point 2 is "5": write a whole'],
    ['with a fraction', { ...POINT, Bounces: 0.5 }, 'Bounces of point 2 is 0.5'],
    ['with a negative counter', { ...POINT, Bounces: -1 }, 'Bounces of point 2 is -1'],
    ['with an impossibly large counter', { ...POINT, DeliveryAttempts: 1e15 }, 'DeliveryAttempts of point 2 is 10000'],
    ['that is not an object', 7, 'point 2 is 7: write an object with Timestamp and counters'],
  ])('%s is skipped and reported, and the other points are kept', async (_, bad, sentence) => {
    const { points, skipped, notes } = await read({ SendDataPoints: [POINT, bad, LATER] });
    expect({ points, skipped }).toEqual({ points: [READ, READ_LATER], skipped: 1 });
    expect(notes).toEqual([expect.stringContaining(`Skipped: ${sentence}`)]);
  });

  it('makes the file invalid if more than a tenth of the points are bad', async () => {
    await expect(rejectionOf({ SendDataPoints: [POINT, {}, { ...LATER, Bounces: 'x' }] })).resolves.toMatch(
      /^has 2 points of 3 without a usable .* more than a tenth; the first: Timestamp of point 2 is missing/,
    );
  });

  it('is accepted if no metric needs the counter', async () => {
    const { points, skipped } = await read({ SendDataPoints: [{ ...POINT, Rejects: 'none' }] });
    expect({ points, skipped }).toEqual({ points: [{ ...READ, rejects: undefined }], skipped: 0 });
  });
});

describe('a file with a response', () => {
  const answer = { SendDataPoints: [LATER, POINT] };
  const json = JSON.stringify(answer, null, 4);
  const lines = answer.SendDataPoints.map((point) => JSON.stringify(point));

  it.each<[string, unknown]>([
    ['of the AWS CLI', json],
    ['with a byte order mark of UTF-8', `\uFEFF${json}`],
    ['in UTF-16, as Windows PowerShell redirects it', Buffer.from(`\uFEFF${json}`, 'utf16le')],
    ['in UTF-16, big-endian', Buffer.from(`\uFEFF${json}`, 'utf16le').swap16()],
    ['in UTF-16 without a byte order mark', Buffer.from(json, 'utf16le')],
    ['in UTF-16, big-endian, without a byte order mark', Buffer.from(json, 'utf16le').swap16()],
    ['with Windows line endings', json.replaceAll('\n', '\r\n')],
    ['of the SDK', { $metadata: { httpStatusCode: 200 }, ...answer }],
    ['of boto3', { ...answer, ResponseMetadata: { RequestId: 'x', HTTPStatusCode: 200 } }],
    ['as a bare list', answer.SendDataPoints],
    ['as a list of one response', [answer]],
    ['as one point per line', lines.join('\n')],
    ['as one point per line, with a final line ending', `${lines.join('\r\n')}\r\n`],
    ['as points in a row', answer.SendDataPoints.map((point) => JSON.stringify(point, null, 2)).join('\n')],
    [
      'with the names of Java',
      {
        sendDataPoints: answer.SendDataPoints.map(({ Timestamp, DeliveryAttempts, Bounces, Complaints, Rejects }) => ({
          timestamp: Timestamp,
          deliveryAttempts: DeliveryAttempts,
          bounces: Bounces,
          complaints: Complaints,
          rejects: Rejects,
        })),
      },
    ],
    [
      'with the names of Ruby',
      {
        send_data_points: answer.SendDataPoints.map(({ Timestamp, DeliveryAttempts, ...counters }) => ({
          timestamp: Timestamp,
          delivery_attempts: DeliveryAttempts,
          ...counters,
        })),
      },
    ],
  ])('%s is read', async (_, content) => {
    expect(await read(content)).toEqual({ points: [READ, READ_LATER], skipped: 0, notes: [] });
  });

  it('without mail is read', async () => {
    expect(await read({ SendDataPoints: [] })).toEqual({ points: [], skipped: 0, notes: [] });
  });

  it('with a single point is read', async () => {
    expect((await read(POINT)).points).toEqual([READ]);
  });

  it('through a pipe is read', async () => {
    const fifo = path.join(FOLDER, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reading = readRecordedStatistics(fifo, NEEDED);
    await writeFile(fifo, json);
    expect((await reading).points).toEqual([READ, READ_LATER]);
  });
});

describe('a duplicate period', () => {
  it('counts once', async () => {
    const repeated = Array.from({ length: 5_000 }, () => POINT);
    const { points, notes } = await read({ SendDataPoints: [...repeated, { ...POINT, Rejects: undefined }, LATER] });
    expect(points).toEqual([READ, READ_LATER]);
    expect(notes).toEqual(['Counted once: 5,000 duplicate points.']);
  });

  it('counts once in different zones', async () => {
    const { points, notes } = await read([POINT, { ...POINT, Timestamp: '2026-11-22 11:07:00+01:00' }]);
    expect({ points, notes }).toEqual({ points: [READ], notes: ['Counted once: 1 duplicate point.'] });
  });

  it('is rejected with different counters', async () => {
    await expect(rejectionOf([POINT, LATER, { ...POINT, Bounces: 7 }])).resolves.toBe(
      'has the period 2026-11-22T10:07:00Z twice, with Bounces 5 and 7: pass one unmodified response of SES',
    );
  });

  it('that overlaps another period is reported', async () => {
    const { points, notes } = await read([POINT, { ...POINT, Timestamp: '2026-11-22T10:09:00Z' }]);
    expect(points).toHaveLength(2);
    expect(notes).toEqual([expect.stringContaining('start less than 15 minutes apart')]);
  });

  it('in two responses is rejected', async () => {
    const answer = JSON.stringify({ SendDataPoints: [POINT] });
    await expect(rejectionOf(`${answer}\n${answer}\n`)).resolves.toMatch(
      /^contains 2 responses of GetSendStatistics.*pass one/,
    );
  });
});

describe('a file without a response is rejected, and its content is named', () => {
  it.each<[string, unknown, RegExp]>([
    ['an empty file', '', /^is empty: pass the saved output of "aws ses .*check that the command succeeded/],
    ['white space', ' \r\n', /^is empty/],
    ['a byte order mark', '\uFEFF', /^is empty/],
    ['an empty object', {}, /^has no list "SendDataPoints": pass the saved output .* \(this is \{\}\)/],
    ['an empty list', [], /^has no list "SendDataPoints".*\(this is \[\]\)/],
    ['null', null, /^has no list "SendDataPoints".*\(this is null\)/],
    ['a response without its list', { $metadata: { httpStatusCode: 200 } }, /^has no list "SendDataPoints"/],
    ['another list', { Points: [] }, /^has no list "SendDataPoints".*\(this is \{"Points":\[\]\}\)/],
    ['an object instead of a list', { SendDataPoints: {} }, /^has no list "SendDataPoints"/],
    [
      '--output text',
      'SENDDATAPOINTS\t0.0\t0\t5\t0\t2026-11-22T10:07:00Z',
      /^is not JSON: .*--output json" \(this is the text of --output text\)/,
    ],
    ['--output table', '-------\n|  GetSendStatistics  |\n+-----+', /\(this is the table of --output table\)/],
    ['--output yaml', 'SendDataPoints:\n- Bounces: 0\n', /\(this is the YAML of --output yaml\)/],
    ['--output yaml-stream', '- SendDataPoints:\n  - Bounces: 0\n', /\(this is the YAML of --output yaml\)/],
    ['the API’s XML', '<GetSendStatisticsResponse xmlns="x">', /\(this is the XML of the API\)/],
    [
      'print() of Python',
      "{'SendDataPoints': [{'Timestamp': datetime.datetime(2026, 11, 22)}]}",
      /Python notation.*json\.dumps/,
    ],
    ['CSV', 'Timestamp,DeliveryAttempts\n2026-11-22T10:07:00Z,5', /\(this is CSV\)/],
    [
      'an error of the CLI',
      '\nAn error occurred (AccessDenied)',
      /\(it starts with "An error occurred \(AccessDenied\)"\)/,
    ],
    ['a truncated response', '{"SendDataPoints": [\n{', /is not JSON: .* \(it ends in line 2, before it is complete\)/],
    ['a response with an extra comma', '{"SendDataPoints": [],\n }', /\(line 2, column 2 has an unexpected "\}"\)/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /^is not text/],
  ])('%s', async (_, content, sentence) => {
    expect(await rejectionOf(content)).toMatch(sentence);
  });

  it('a folder, a device and a path through a file', async () => {
    expect(await rejectionOfFile(FOLDER)).toMatch(/^is a folder/);
    expect(await rejectionOfFile('/dev/zero')).toMatch(
      /^is a device: pass the path of a file, or - for standard input/,
    );
    expect(await rejectionOfFile(path.join(file({}), 'x'))).toMatch(/^does not exist/);
  });

  it('a huge file, before it is read', async () => {
    const name = file('');
    truncateSync(name, 105e9);
    expect(await rejectionOfFile(name)).toMatch(/^has 105,000 MB: one response of GetSendStatistics has a few hundred/);
  });

  it('a pipe that does not end', async () => {
    const fifo = path.join(FOLDER, 'endless');
    execFileSync('mkfifo', [fifo]);
    const rejection = rejectionOfFile(fifo);
    const writing = writeFile(fifo, Buffer.alloc(12e6, ' ')).catch(({ code }) => code);
    expect(await rejection).toMatch(/^has more than 10 MB/);
    expect(await writing).toBe('EPIPE');
  });
});

describe('the age of a file', () => {
  const points = [READ, READ_LATER];

  it.each<[string, number, RegExp | undefined]>([
    ['at the time of the call', READ_LATER.timestamp + 17 * MINUTE, undefined],
    ['an hour later', READ_LATER.timestamp + HOUR, undefined],
    [
      'two hours later',
      READ_LATER.timestamp + 2 * HOUR,
      /started 2 hours before this slot, at 2026-11-22T10:22:00Z\. If .*--at/,
    ],
    ['between its periods', READ.timestamp + MINUTE, undefined],
    [
      'two weeks later',
      READ_LATER.timestamp + 14 * DAY + MINUTE,
      /^The file has no mail in the 14 days before this slot: .*--at/,
    ],
    ['before its first period', READ.timestamp - MINUTE, /^All periods of the file start after this slot.*--at/],
  ])('%s', (_, slot, sentence) => {
    const notes = describeAge({ points }, slot);
    expect(notes).toEqual(sentence ? [expect.stringMatching(sentence)] : []);
  });

  it('is unknown without mail', () => {
    expect(describeAge({ points: [] }, READ.timestamp)).toEqual([]);
  });
});
