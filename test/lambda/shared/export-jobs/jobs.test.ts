import { afterEach, describe, expect, it } from '@jest/globals';
import { NoSlot } from '../../../../lambda/shared/export-jobs/job-failures';
import type { JobRequest, MailQuery } from '../../../../lambda/shared/export-jobs/job-request';
import type { ExportJobs, StartedJob } from '../../../../lambda/shared/export-jobs/jobs';
import type { ArchivedMail } from '../../../../local/aws/sesv2/mail-account';
import { type JobsWorld, type JobsWorldOptions, startJobsWorld } from '../../../support/jobs-world';
import { HOUR, SECOND } from '../../../support/world';

let world: JobsWorld;
afterEach(() => world?.close());

const SENT_AT = Date.now() - HOUR;
const MAIL: readonly ArchivedMail[] = [
  {
    messageId: 'm1',
    sentAt: SENT_AT,
    isp: 'Gmail',
    from: 'news@shop.example',
    to: 'anna@example.com',
    subject: 'Spring, "sale"\nnow',
    deliveryEvent: 'PERMANENT_BOUNCE',
    deliveryEventAt: SENT_AT + SECOND,
    bounceSubType: 'NoEmail',
    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
  },
  { messageId: 'm2', sentAt: SENT_AT + 1, to: 'bert@example.com', deliveryEvent: 'SEND' },
];

async function start(options: JobsWorldOptions = {}) {
  world = await startJobsWorld({ mail: MAIL, ...options });
  return world;
}

let keys = 0;
function search(
  query: Partial<MailQuery> = {},
  rest: Partial<Pick<JobRequest, 'purpose' | 'caller' | 'key'>> = {},
): JobRequest {
  const range = { sentFrom: SENT_AT - HOUR, sentUntil: SENT_AT + HOUR, maxRows: 100 };
  return { purpose: 'search', caller: 'anna', key: `key-${++keys}`, mail: { ...range, ...query }, ...rest };
}

async function finish(jobs: ExportJobs, job: StartedJob): Promise<string> {
  for (let checks = 0; checks < 20; checks++) {
    const state = await jobs.check(job);
    if (state !== 'running') return state;
    world.ahead += SECOND;
  }
  return 'still running';
}

describe('a job', () => {
  it('is started, runs, is done, and has the rows of the mail', async () => {
    const { jobs } = await start();
    const job = await jobs.start(search());
    expect(await jobs.check(job)).toBe('running');
    expect(await finish(jobs, job)).toBe('done');
    expect(await jobs.readMail(job, 100)).toEqual({ rows: MAIL, unreadableRows: 0, isSample: false });
  });

  it('of a caller that asks again within a minute is the same job, while it runs and after it', async () => {
    const { jobs } = await start();
    const request = search();
    const job = await jobs.start(request);
    expect(await jobs.start(request)).toEqual(job);
    await finish(jobs, job);
    expect(await world.instance().start(request)).toEqual(job);
    world.ahead += 61 * SECOND;
    expect(await jobs.start(request)).not.toEqual(job);
  });

  it('is refused when two searches run, and a brief still starts', async () => {
    const { jobs } = await start();
    await jobs.start(search());
    await jobs.start(search({}, { caller: 'bert' }));
    await expect(jobs.start(search())).rejects.toThrow(NoSlot);
    await jobs.start(search({}, { purpose: 'brief', caller: 'brief' }));
  });

  it('that has ended leaves its slot although its caller has not looked, and can still be read', async () => {
    const { jobs } = await start();
    const ended = await jobs.start(search());
    await jobs.start(search({}, { caller: 'bert' }));
    world.ahead += 10 * SECOND;
    await world.instance().start(search({}, { caller: 'carl' }));
    expect(await jobs.check(ended)).toBe('done');
    expect(await jobs.readMail(ended, 100)).toMatchObject({ rows: MAIL });
  });

  it('that runs is asked for by one refused start in five seconds', async () => {
    const { jobs } = await start({ exportJobs: { durationMs: HOUR } });
    await jobs.start(search());
    await jobs.start(search({}, { caller: 'bert' }));
    world.ahead += 10 * SECOND;
    for (const caller of ['carl', 'dora', 'emil']) {
      await expect(world.instance().start(search({}, { caller }))).rejects.toThrow(NoSlot);
    }
    expect(world.requests.filter(({ operation }) => operation === 'GetExportJob')).toHaveLength(2);
  });

  it('that nobody checks for a minute is cancelled by the start that needs its slot, and then has failed', async () => {
    const { jobs } = await start({ exportJobs: { durationMs: HOUR } });
    const abandoned = await jobs.start(search());
    const kept = await jobs.start(search({}, { caller: 'bert' }));
    world.ahead += 40 * SECOND;
    await jobs.check(kept);
    world.ahead += 40 * SECOND;
    const next = await world.instance().start(search({}, { caller: 'carl' }));
    expect([await jobs.check(abandoned), await jobs.check(kept), await jobs.check(next)]).toEqual([
      'failed',
      'running',
      'running',
    ]);
  });

  it('that is abandoned is cancelled, and its slot is free', async () => {
    const { jobs } = await start();
    const job = await jobs.start(search());
    await jobs.start(search());
    await jobs.abandon(job);
    expect(await jobs.check(job)).toBe('failed');
    await jobs.start(search());
  });

  it('that two equal starts share goes on when one of them abandons it', async () => {
    const { jobs } = await start();
    const request = search();
    const job = await jobs.start(request);
    await jobs.start(request);
    await jobs.abandon(job);
    expect(await jobs.check(job)).toBe('running');
    await jobs.abandon(job);
    expect(await jobs.check(job)).toBe('failed');
  });

  it('that two equal starts want at once is created once', async () => {
    const { jobs } = await start();
    const request = search();
    const [one, other] = await Promise.all([jobs.start(request), world.instance().start(request)]);
    expect(other).toEqual(one);
    expect(world.requests.filter(({ operation }) => operation === 'CreateExportJob')).toHaveLength(1);
  });
});
