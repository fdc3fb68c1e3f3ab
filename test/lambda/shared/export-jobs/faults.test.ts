/** What the callers of export jobs get for each fault of SES, its file server and the table. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SES_TIMEOUT_MS } from '../../../../lambda/shared/export-jobs/job-calls';
import type { JobRequest } from '../../../../lambda/shared/export-jobs/job-request';
import { createMemoryStore, type JobStore } from '../../../../lambda/shared/export-jobs/job-store';
import type { StartedJob } from '../../../../lambda/shared/export-jobs/jobs';
import { DOWNLOAD_TIMEOUT_MS, MAX_FILE_BYTES } from '../../../../lambda/shared/export-jobs/result-file';
import type { WireAnswer } from '../../../../local/aws/wire';
import { type JobsWorld, type JobsWorldOptions, startJobsWorld } from '../../../support/jobs-world';
import { endlessAnswer } from '../../../support/slow-answer';
import { HOUR, SECOND } from '../../../support/world';

let world: JobsWorld;
afterEach(async () => {
  jest.restoreAllMocks();
  await world?.close();
});

const SENT_AT = Date.now() - HOUR;
const PERSON = 'planted.person@example.com';
const MAIL = ['m1', 'm2'].map((messageId) => ({ messageId, sentAt: SENT_AT, to: PERSON, deliveryEvent: 'SEND' }));

const REQUEST: JobRequest = {
  purpose: 'search',
  caller: 'anna',
  key: 'key',
  mail: { sentFrom: SENT_AT - HOUR, sentUntil: SENT_AT + HOUR, to: PERSON, maxRows: 100 },
};

function answer(status: number, errorName = '', body = `{"message":"${PERSON}"}`): WireAnswer {
  return { status, contentType: 'application/json', body, headers: { 'x-amzn-errortype': errorName } };
}

const THROTTLED = answer(429, 'TooManyRequestsException');
const NEVER = new Promise<WireAnswer>(() => undefined);

/** Shortens one time limit to a tenth of a second. */
function shorten(limitMs: number): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms === limitMs ? 100 : ms));
}

type Fault = () => WireAnswer | Promise<WireAnswer> | undefined;

/** Answers an operation with a fault. The others work. */
async function start(operation: string, fault: Fault, options: JobsWorldOptions = {}): Promise<JobsWorld> {
  const intercept: JobsWorldOptions['intercept'] = (called) => (called === operation ? fault() : undefined);
  world = await startJobsWorld({ mail: MAIL, intercept, ...options });
  return world;
}

/** Returns a fault that occurs a number of times. */
function times(count: number, fault: WireAnswer): Fault {
  let calls = 0;
  return () => (calls++ < count ? fault : undefined);
}

const count = (operation: string) => world.requests.filter((request) => request.operation === operation).length;

/** Returns the error, which must contain neither personal data nor a presigned URL. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(inspect(error, { depth: 9 })).not.toMatch(/planted|X-Amz|http:/);
  return error;
}

async function startDone(): Promise<StartedJob> {
  const job = await world.jobs.start(REQUEST);
  world.ahead += 20 * SECOND;
  expect(await world.jobs.check(job)).toBe('done');
  return job;
}

describe('a start, when CreateExportJob', () => {
  it.each<[string, WireAnswer, object]>([
    ['is throttled for long', THROTTLED, { name: 'SesFailure', kind: 'throttled', httpStatus: 429 }],
    ['is throttled with an HTML page', answer(429, '', '<html>'), { name: 'SesFailure', kind: 'throttled' }],
    ['is refused', answer(400, 'BadRequestException'), { name: 'SesFailure', kind: 'refused', httpStatus: 400 }],
    ['is denied', answer(403, 'AccessDeniedException'), { name: 'SesFailure', kind: 'failed', httpStatus: 403 }],
    ['finds 20 jobs of the account', answer(400, 'LimitExceededException'), { name: 'NoSlot' }],
    ['fails', answer(500, 'InternalServiceErrorException'), { name: 'SesFailure', kind: 'failed', httpStatus: 500 }],
    ['returns no job ID', answer(200, '', '{}'), { name: 'SesFailure', kind: 'failed' }],
    ['returns broken JSON', answer(200, '', '{"JobId":'), { name: 'SesFailure', kind: 'failed' }],
  ])('%s, throws, and the next start succeeds', async (_, fault, expected) => {
    let isBroken = true;
    const { jobs } = await start('CreateExportJob', () => (isBroken ? fault : undefined));
    expect(await errorOf(jobs.start(REQUEST))).toMatchObject(expected);
    isBroken = false;
    expect(await jobs.start(REQUEST)).toMatchObject({ jobId: expect.any(String) });
  });

  it('is throttled once, succeeds at the next turn', async () => {
    const { jobs, requests } = await start('CreateExportJob', times(1, THROTTLED));
    await jobs.start(REQUEST);
    const [first, second] = requests.filter(({ operation }) => operation === 'CreateExportJob').map(({ at }) => at);
    expect((second as number) - (first as number)).toBeGreaterThanOrEqual(SECOND);
  });

  it('is refused because VDM is off, says so', async () => {
    await start('', () => undefined, { vdm: 'DISABLED' });
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'VdmOff' });
  });

  it('is refused and GetAccount fails, does not say that VDM is off', async () => {
    await start('GetAccount', () => THROTTLED, { vdm: 'DISABLED' });
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'SesFailure', kind: 'refused' });
  });

  it.each<[string, WireAnswer, WireAnswer | undefined, object]>([
    ['fails', answer(500), undefined, { name: 'SesFailure', httpStatus: 500 }],
    ['fails, and the list is throttled', answer(500), THROTTLED, { name: 'SesFailure', httpStatus: 500 }],
  ])('%s, and every response takes 4.5 seconds, throws after about 15 seconds', async (_, fault, listed, expected) => {
    const answers: Record<string, WireAnswer | undefined> = { CreateExportJob: fault, ListExportJobs: listed };
    world = await startJobsWorld({
      intercept(operation) {
        world.ahead += 4.5 * SECOND;
        return answers[operation];
      },
    });
    const startedAt = world.now();
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject(expected);
    expect(world.now() - startedAt).toBeLessThan(19 * SECOND);
  });

  it('waits for a table that is too slow, says so, and creates no job', async () => {
    const store = createMemoryStore(Date.now);
    const write: JobStore['write'] = (...args) => {
      world.ahead += 6 * SECOND;
      return store.write(...args);
    };
    await start('', () => undefined, { store: { ...store, write } });
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'SlotsUnavailable' });
    expect(count('CreateExportJob')).toBe(0);
  });

  it('never responds, throws a time-out', async () => {
    shorten(SES_TIMEOUT_MS);
    const { jobs } = await start('CreateExportJob', () => NEVER);
    expect(await errorOf(jobs.start(REQUEST))).toMatchObject({ name: 'SesFailure', kind: 'timed-out' });
  });
});

/** Loses the response of the next CreateExportJob. */
function loseResponse({ sesv2 }: JobsWorld): void {
  let isLost = false;
  sesv2.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args);
        if (commandName !== 'CreateExportJobCommand' || isLost) return response;
        isLost = true;
        throw Object.assign(new Error(PERSON), { name: 'TimeoutError' });
      },
    { step: 'initialize', name: 'loseResponse' },
  );
}

describe('a job whose response is lost', () => {
  const created = () => count('CreateExportJob');

  it('is found in the list, and is the job of the start', async () => {
    await start('', () => undefined);
    loseResponse(world);
    const job = await world.jobs.start(REQUEST);
    expect(created()).toBe(1);
    world.ahead += 20 * SECOND;
    expect(await world.jobs.check(job)).toBe('done');
    expect((await world.jobs.readMail(job, 100)).rows).toHaveLength(2);
  });

  it('is not mistaken for the job of another person', async () => {
    await start('', () => undefined);
    const other = { ...REQUEST, caller: 'bert', mail: { ...REQUEST.mail, to: 'other@example.com' } } as JobRequest;
    const { jobId } = await world.instance().start(other);
    loseResponse(world);
    expect((await world.jobs.start(REQUEST)).jobId).not.toBe(jobId);
  });

  it('and cannot be listed, is the job of the next start with the same key', async () => {
    await start('ListExportJobs', times(1, answer(500, 'InternalServiceErrorException')));
    loseResponse(world);
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'SesFailure', kind: 'timed-out' });
    await world.jobs.start(REQUEST);
    expect(created()).toBe(1);
  });

  it('and cannot be listed, is cancelled by the start that takes its slot', async () => {
    await start('ListExportJobs', times(1, answer(500, 'InternalServiceErrorException')));
    loseResponse(world);
    await errorOf(world.jobs.start(REQUEST));
    await world.jobs.start({ ...REQUEST, caller: 'bert', mail: { ...REQUEST.mail, maxRows: 7 } } as JobRequest);
    expect(count('CancelExportJob')).toBe(0);
    await world.jobs.start({ ...REQUEST, caller: 'carl', mail: { ...REQUEST.mail, maxRows: 8 } } as JobRequest);
    expect(count('CancelExportJob')).toBe(1);
  });

  it('and cannot be ended, keeps its slot', async () => {
    let isBroken = false;
    await start('ListExportJobs', () => (isBroken ? answer(500) : undefined));
    isBroken = true;
    loseResponse(world);
    await errorOf(world.jobs.start(REQUEST));
    await world.jobs.start({ ...REQUEST, caller: 'bert' });
    const next = { ...REQUEST, caller: 'carl' };
    expect(await errorOf(world.jobs.start(next))).toMatchObject({ name: 'SesFailure', httpStatus: 500 });
    expect(count('CreateExportJob')).toBe(2);
  });
});

describe('when the table', () => {
  /** A store whose reads or writes fail from a number of calls on. */
  const failing = (reads: number, writes: number): JobStore => {
    const store = createMemoryStore(Date.now);
    const calls = { read: 0, write: 0 };
    return {
      read: (key) => (calls.read++ < reads ? store.read(key) : Promise.reject(new Error(PERSON))),
      write: (...args) => (calls.write++ < writes ? store.write(...args) : Promise.reject(new Error(PERSON))),
    };
  };

  it.each([
    ['cannot be read', failing(0, 0)],
    ['cannot be written', failing(9, 0)],
  ])('%s, a start throws, and creates no job', async (_, store) => {
    await start('', () => undefined, { store });
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'SlotsUnavailable' });
    expect(world.requests).toEqual([]);
  });

  it('cannot be written after the job is created, the start throws, and cancels the job', async () => {
    await start('', () => undefined, { store: failing(9, 1) });
    expect(await errorOf(world.jobs.start(REQUEST))).toMatchObject({ name: 'SlotsUnavailable' });
    expect(world.requests.map(({ operation }) => operation)).toEqual(['CreateExportJob', 'CancelExportJob']);
  });

  it('fails later, the job can be checked, read and abandoned', async () => {
    await start('', () => undefined, { store: failing(2, 2) });
    const job = await startDone();
    expect((await world.jobs.readMail(job, 100)).rows).toHaveLength(2);
    await world.jobs.abandon(job);
  });
});

describe('a check, when GetExportJob', () => {
  it.each<[string, WireAnswer, string | object]>([
    ['is throttled for long', THROTTLED, { name: 'SesFailure', kind: 'throttled' }],
    ['fails', answer(500), { name: 'SesFailure', kind: 'failed', httpStatus: 500 }],
    ['does not know the job', answer(404, 'NotFoundException'), 'failed'],
    ['returns another job', answer(200, '', '{"JobId":"other","JobStatus":"COMPLETED"}'), { name: 'SesFailure' }],
    ['returns nothing', answer(200, '', ''), { name: 'SesFailure' }],
  ])('%s, gets an answer', async (_, fault, expected) => {
    await start('GetExportJob', () => fault);
    const job = await world.jobs.start(REQUEST);
    const result = typeof expected === 'string' ? world.jobs.check(job) : errorOf(world.jobs.check(job));
    if (typeof expected === 'string') expect(await result).toBe(expected);
    else expect(await result).toMatchObject(expected);
  });

  it.each([
    ['FAILED', 'failed'],
    ['CANCELLED', 'failed'],
    ['CREATED', 'running'],
    ['A_NEW_STATE', 'running'],
  ])('returns the state %s, says %s', async (status, expected) => {
    let jobId = '';
    await start('GetExportJob', () => answer(200, '', JSON.stringify({ JobId: jobId, JobStatus: status })));
    const job = await world.jobs.start(REQUEST);
    jobId = job.jobId;
    expect(await world.jobs.check(job)).toBe(expected);
  });

  it('never responds, throws a time-out', async () => {
    shorten(SES_TIMEOUT_MS);
    await start('GetExportJob', () => NEVER);
    const job = await world.jobs.start(REQUEST);
    expect(await errorOf(world.jobs.check(job))).toMatchObject({ kind: 'timed-out' });
  });

  it('reports a failed job, frees the slot, and an equal start creates another job', async () => {
    await start('', () => undefined, { exportJobs: { failure: () => PERSON } });
    const job = await world.jobs.start(REQUEST);
    world.ahead += 20 * SECOND;
    expect(await world.jobs.check(job)).toBe('failed');
    expect(await errorOf(world.jobs.readMail(job, 100))).toMatchObject({ name: 'SesFailure' });
    expect((await world.jobs.start(REQUEST)).jobId).not.toBe(job.jobId);
  });
});

const file = (body: WireAnswer['body'], headers?: Record<string, string>): WireAnswer => ({
  status: 200,
  contentType: 'application/json',
  body,
  headers,
});
const ROW = (id: string) => ({ messageid: id, sendtimestamp: '2026-09-21 01:02:03.123 UTC' });
const FILE = JSON.stringify([ROW('m1'), ROW('m2')]);

/** A file of 10,000 rows of 100 kB. It counts the bytes that were read. */
function hugeFile(): { readonly body: ReadableStream<Uint8Array>; readonly read: { bytes: number } } {
  const row = new TextEncoder().encode(`,${JSON.stringify({ ...ROW('m'), subject: 'x'.repeat(100_000) })}\n`);
  const read = { bytes: 0 };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('[')),
    pull(controller) {
      if (read.bytes > 10_000 * row.byteLength) return controller.close();
      read.bytes += row.byteLength;
      controller.enqueue(row);
    },
  });
  return { body, read };
}

describe('the file', () => {
  it.each<[string, WireAnswer, object]>([
    ['is refused', answer(403, '', '<Error>'), { name: 'SesFailure', kind: 'failed', httpStatus: 403 }],
    ['cannot be read by SES', answer(503, '', '<Error>'), { name: 'SesFailure', kind: 'failed', httpStatus: 503 }],
    ['has fewer rows than SES says', file(JSON.stringify([ROW('m1')])), { reason: 'truncated' }],
    ['has no rows, but SES says two', file('[]'), { reason: 'truncated' }],
    ['is empty, but SES says two rows', file(''), { reason: 'truncated' }],
    ['ends early', file(FILE.slice(0, -20)), { reason: 'truncated' }],
    ['is an HTML page', file('<html>sorry</html>'), { reason: 'foreign' }],
    ['is an object', file('{"rows":[]}'), { reason: 'foreign' }],
    ['has only rows of another shape', file('[{"a":1},{"b":2}]'), { reason: 'foreign' }],
    ['says that it is too large', file('[', { 'content-length': String(MAX_FILE_BYTES + 1) }), { reason: 'too-large' }],
  ])('%s: the caller gets an error', async (_, fault, expected) => {
    await start('GetObject', () => fault);
    const job = await startDone();
    expect(await errorOf(world.jobs.readMail(job, 100))).toMatchObject(expected);
  });

  it.each<[string, string, object]>([
    ['has a byte order mark', `\uFEFF${FILE}`, { rows: [{ messageId: 'm1' }, { messageId: 'm2' }], unreadableRows: 0 }],
    ['has a row of another shape', FILE.replace('"m2"', '2'), { rows: [{ messageId: 'm1' }], unreadableRows: 1 }],
    ['has more rows than SES says', JSON.stringify(['1', '2', '3'].map(ROW)), { unreadableRows: 0 }],
  ])('%s: it can be read', async (_, body, expected) => {
    await start('GetObject', () => file(body));
    expect(await world.jobs.readMail(await startDone(), 100)).toMatchObject(expected);
  });

  it.each([403, 500])('whose URL gives status %s once is read with a new URL', async (status) => {
    await start('GetObject', times(1, answer(status)));
    const job = await startDone();
    expect((await world.jobs.readMail(job, 100)).rows).toHaveLength(2);
    expect([count('GetObject'), count('GetExportJob')]).toEqual([2, 3]);
  });

  it('whose connection breaks once is read with a new URL', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(FILE.slice(0, 9))),
      pull: (controller) => controller.error(new Error('broken')),
    });
    jest.spyOn(console, 'error').mockImplementation(() => undefined); // the server reports the broken stream
    await start('GetObject', times(1, file(broken)));
    expect((await world.jobs.readMail(await startDone(), 100)).rows).toHaveLength(2);
  });

  it('of 10,000 rows of 100 kB is too large, and most of it is not read', async () => {
    const { body, read } = hugeFile();
    await start('GetObject', () => file(body));
    const job = await startDone();
    expect(await errorOf(world.jobs.readMail(job, 10_000))).toMatchObject({ reason: 'too-large' });
    expect(read.bytes).toBeLessThan(2 * MAX_FILE_BYTES);
  });

  it('that never ends is a time-out', async () => {
    shorten(DOWNLOAD_TIMEOUT_MS);
    await start('GetObject', () => endlessAnswer('that pause'));
    const job = await startDone();
    expect(await errorOf(world.jobs.readMail(job, 100))).toMatchObject({ kind: 'timed-out' });
  });

  it('with as many rows as were asked for is a sample', async () => {
    await start('', () => undefined);
    const job = await startDone();
    expect(await world.jobs.readMail(job, 2)).toMatchObject({ isSample: true });
    expect(await world.jobs.readMail(job, 3)).toMatchObject({ isSample: false });
  });

  it.each([
    ['is empty', file('')],
    ['has no rows', file('[]')],
  ])('of a job without rows %s: there are no rows', async (_, body) => {
    await start('GetObject', () => body, { mail: [] });
    expect(await world.jobs.readMail(await startDone(), 100)).toEqual({ rows: [], unreadableRows: 0, isSample: false });
  });
});
